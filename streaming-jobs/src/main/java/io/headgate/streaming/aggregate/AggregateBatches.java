package io.headgate.streaming.aggregate;

import io.headgate.platform.apply.EventColumns;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.streaming.Checkpoint;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.kafka.SourceGuard;
import io.headgate.streaming.kafka.TopicFacts;
import io.headgate.streaming.source.EventBatch;
import io.headgate.streaming.source.EventTallies;
import io.headgate.streaming.source.EventTally;
import io.headgate.streaming.source.LateEvents;
import io.headgate.streaming.stage.ReaderSchemas;
import io.headgate.streaming.stage.StagePlanner;
import io.headgate.streaming.stage.WidenedContract;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.execution.streaming.MicroBatchExecution;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Says what the tasks of each batch of an aggregate do, and what they have told. Schemas of
 * producers and references are those of the batch; the columns are those of the query.
 */
public final class AggregateBatches {
  private final StreamContext context;
  private final Checkpoint checkpoint;
  private final SourceGuard guard;
  private final StructType columns;
  @Nullable private final LateEvents.Window window;
  private final ReaderSchemas schemas;
  private final Set<Integer> schemaIds = new HashSet<>();
  @Nullable private PipelineContract planned;
  @Nullable private StagePlanner planner;
  @Nullable private EventTallies tallies;

  public AggregateBatches(
      StreamContext context,
      Checkpoint checkpoint,
      SourceGuard guard,
      StructType columns,
      @Nullable LateEvents.Window window,
      ReaderSchemas schemas) {
    this.context = context;
    this.guard = guard;
    this.checkpoint = checkpoint;
    this.columns = columns;
    this.window = window;
    this.schemas = schemas;
  }

  /** The batch that this thread, which is the query's, begins. */
  public synchronized EventBatch begin(List<OffsetRange> planned) {
    EventTallies told = new EventTallies();
    context.session().sparkContext().register(told, "tallies");
    tallies = told;
    return new EventBatch(readable(planned), planner().plan(), late(), told);
  }

  /**
   * What the tasks of the batch have read; nothing when the batch has no new records.
   *
   * @throws HeadgateException when the batch has records of a schema that was registered after it
   *     began: read in the one before, they may have been refused. The batch is repeated then, and
   *     puts the whole windows in the place of what it wrote
   */
  public synchronized EventTally end() {
    EventTally tally = tallies == null ? new EventTally() : tallies.value();
    tallies = null;
    if (!schemaIds.containsAll(tally.schemaIds())) {
      if (!schemas.askAgain().equals(planned)) {
        throw again("a schema of its events was registered while its batch was read");
      }
      schemaIds.addAll(tally.schemaIds());
    }
    return tally;
  }

  /** Without what is lost and was given up; a topic that is another one ends the query. */
  private List<OffsetRange> readable(List<OffsetRange> planned) {
    try {
      TopicFacts facts = guard.ask();
      guard.checkTopics(
          facts.ids(),
          planned.stream()
              .collect(
                  Collectors.toMap(
                      range -> new TopicPartition(range.topic(), range.partition()),
                      OffsetRange::from)));
      return guard.readable(planned, facts);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the brokers were asked", e);
    }
  }

  // The schemas are the same object while nothing changes.
  @SuppressWarnings("ReferenceEquality")
  private StagePlanner planner() {
    PipelineContract current = schemas.current();
    if (planner == null || planned != current) {
      requireWideEnough(current);
      planner = new StagePlanner(context.session(), context.settings(), current, columns);
      planned = current;
    }
    return planner;
  }

  /** A value of a wider type would be refused, or rounded. */
  private void requireWideEnough(PipelineContract current) {
    StructType now = EventColumns.of(WidenedContract.of(context.contract(), current));
    for (StructField column : columns.fields()) {
      DataType wanted = now.apply(column.name()).dataType();
      if (!wanted.sameType(column.dataType())) {
        throw again(
            "its column %s is %s by now, and was %s"
                .formatted(column.name(), wanted.sql(), column.dataType().sql()));
      }
    }
  }

  private HeadgateException again(String reason) {
    return new HeadgateException(
        ExitCode.NOT_READY,
        "Cannot go on with a batch of %s: %s. It is started again in the newest schemas by itself."
            .formatted(context.contract().name(), reason));
  }

  @Nullable
  private LateEvents late() {
    if (window == null) {
      return null;
    }
    PipelineContract contract = context.contract();
    return new LateEvents(
        columns.fieldIndex(contract.eventTime().field()),
        lateWatermark(),
        window,
        contract.delivery() == Delivery.EXACTLY_ONCE);
  }

  /** Spark judges late events by the watermark of the batch before. */
  private long lateWatermark() {
    long epoch =
        Long.parseLong(
            context.session().sparkContext().getLocalProperty(MicroBatchExecution.BATCH_ID_KEY()));
    Instant watermark =
        epoch == 0 ? Instant.EPOCH : checkpoint.watermark(epoch - 1).orElse(Instant.EPOCH);
    return ChronoUnit.MICROS.between(Instant.EPOCH, watermark);
  }
}
