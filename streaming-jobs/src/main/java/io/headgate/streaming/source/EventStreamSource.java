package io.headgate.streaming.source;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Kafka topics as a stream of Spark's. Offsets, their log and the planning of batches are those of
 * Spark's own Kafka source; the reading is ours.
 */
public final class EventStreamSource {
  private static final StructType NOTHING = new StructType().add("nothing", DataTypes.NullType);

  private EventStreamSource() {}

  /**
   * The valid events, in the columns of {@code eventType}.
   *
   * @param eventType what the stage of every batch yields
   * @param batches called on the driver once per batch, before its tasks start
   */
  public static Dataset<Row> events(
      SparkSession session, StreamInput input, StructType eventType, EventBatch.Plans batches) {
    return load(session, new EventTable(input, eventType, batches));
  }

  /**
   * A stream whose batches are offset ranges without rows, for a query that reads its ranges
   * itself. Reading its rows is an error.
   */
  public static Dataset<Row> offsetsOnly(SparkSession session, StreamInput input) {
    return load(session, new EventTable(input, NOTHING, null));
  }

  private static Dataset<Row> load(SparkSession session, EventTable table) {
    // Options carry only text; Spark makes the provider and asks it for the table before it
    // returns.
    EventTableProvider.LOADING.set(table);
    try {
      return session.readStream().format(EventTableProvider.class.getName()).load();
    } finally {
      EventTableProvider.LOADING.remove();
    }
  }
}
