package io.headgate.streaming.source;

import java.util.Set;
import javax.annotation.Nullable;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.kafka010.KafkaMicroBatchStream;
import org.apache.spark.sql.kafka010.KafkaSourceProvider;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** What a query reads, as a table of Spark's that has only a stream. */
final class EventTable implements SupportsRead, Scan {
  private final StreamInput input;
  private final StructType columns;
  @Nullable private final EventBatch.Plans batches;

  /**
   * @param batches null for a table without rows
   */
  EventTable(StreamInput input, StructType columns, @Nullable EventBatch.Plans batches) {
    this.input = input;
    this.columns = columns;
    this.batches = batches;
  }

  @Override
  public String name() {
    return input.consumers().query();
  }

  // The interface still has the method that it calls deprecated.
  @Override
  @SuppressWarnings("deprecation")
  public StructType schema() {
    return columns;
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.MICRO_BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return () -> this;
  }

  @Override
  public StructType readSchema() {
    return columns;
  }

  @Override
  public String description() {
    return "events of " + input.topics();
  }

  @Override
  public ColumnarSupportMode columnarSupportMode() {
    return ColumnarSupportMode.UNSUPPORTED;
  }

  @Override
  public MicroBatchStream toMicroBatchStream(String checkpoint) {
    CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(input.kafkaOptions());
    Scan kafka = new KafkaSourceProvider().getTable(options).newScanBuilder(options).build();
    return new EventMicroBatchStream(
        (KafkaMicroBatchStream) kafka.toMicroBatchStream(checkpoint), input, batches);
  }
}
