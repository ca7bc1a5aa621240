package io.headgate.bench.spark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.parquet.InternalWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.shaded.org.apache.avro.Schema;
import org.apache.iceberg.shaded.org.apache.avro.generic.GenericData;
import org.apache.iceberg.shaded.org.apache.avro.generic.GenericDatumReader;
import org.apache.iceberg.shaded.org.apache.avro.io.BinaryDecoder;
import org.apache.iceberg.shaded.org.apache.avro.io.DecoderFactory;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Writes events to one Parquet file per day. Avro is the copy inside Iceberg's jar, whose strings
 * Iceberg's writer takes as the bytes that they are.
 */
final class LoopWriter {
  private static final int HEADER = 5;
  private static final int MICROS_PER_MILLI = 1000;
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private final Table table;
  private final GenericDatumReader<GenericData.Record> reader;
  private final int[] eventFields;
  private final List<NestedField> columns;
  private final int eventTime;
  private final GenericRecord row;
  private final Map<Integer, DataWriter<GenericRecord>> days = new HashMap<>();
  private final String run = UUID.randomUUID().toString();
  private final long now = System.currentTimeMillis() * MICROS_PER_MILLI;
  private BinaryDecoder decoder;
  private GenericData.Record event;

  LoopWriter(Table table, String schema) {
    this.table = table;
    Schema avro = new Schema.Parser().parse(schema);
    this.reader = new GenericDatumReader<>(avro);
    this.columns = table.schema().columns();
    this.eventFields =
        columns.stream()
            .mapToInt(
                column ->
                    avro.getField(column.name()) == null ? -1 : avro.getField(column.name()).pos())
            .toArray();
    this.eventTime = avro.getField("occurred_at").pos();
    this.row = GenericRecord.create(table.schema());
  }

  void write(ConsumerRecord<byte[], byte[]> record) throws IOException {
    byte[] value = record.value();
    decoder = DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, decoder);
    event = reader.read(event, decoder);
    int day = (int) Math.floorDiv((long) event.get(eventTime), MICROS_PER_DAY);
    for (int column = 0; column < eventFields.length; column++) {
      row.set(
          column,
          eventFields[column] >= 0
              ? event.get(eventFields[column])
              : technical(columns.get(column).name(), record, day));
    }
    writer(day).write(row);
  }

  private Object technical(String column, ConsumerRecord<byte[], byte[]> record, int day) {
    return switch (column) {
      case "_topic" -> record.topic();
      case "_topic_partition" -> record.partition();
      case "_offset" -> record.offset();
      case "_schema_id" -> ByteBuffer.wrap(record.value()).getInt(1);
      case "_broker_at" -> record.timestamp() * MICROS_PER_MILLI;
      case "_ingested_at" -> now;
      case "event_date" -> day;
      default -> null;
    };
  }

  private DataWriter<GenericRecord> writer(int day) throws IOException {
    DataWriter<GenericRecord> writer = days.get(day);
    if (writer == null) {
      PartitionData partition = new PartitionData(table.spec().partitionType());
      partition.set(0, day);
      String name = "loop-" + run + "-" + day + ".parquet";
      writer =
          Parquet.writeData(
                  table
                      .io()
                      .newOutputFile(
                          table.locationProvider().newDataLocation(table.spec(), partition, name)))
              .forTable(table)
              .withSpec(table.spec())
              .withPartition(partition)
              .createWriterFunc(InternalWriter::createWriter)
              .build();
      days.put(day, writer);
    }
    return writer;
  }

  void commit() throws IOException {
    AppendFiles append = table.newAppend();
    for (DataWriter<GenericRecord> writer : days.values()) {
      writer.close();
      append.appendFile(writer.toDataFile());
    }
    append.commit();
  }
}
