package io.headgate.platform.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import io.headgate.platform.contract.PipelineContract;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;

/** The events that batch SQL reads: raw at one snapshot, each event once. */
final class EventsView {
  private static final String NTH = "_nth";

  private EventsView() {}

  /**
   * Of the copies of an event the first by broker time counts; topic and offset break ties, so that
   * the choice never depends on files or tasks. The Kafka partition is left out: copies have the
   * same key, and so the same partition.
   */
  static Dataset<Row> of(
      SparkSession session, PipelineContract contract, Span span, InputSnapshot raw) {
    List<LocalDate> dates = span.dates();
    String eventTime = contract.eventTime().field();
    Dataset<Row> copies =
        RollupTable.at(session, raw.dataset(), raw.readAt())
            .where(col("event_date").between(dates.get(0), dates.get(dates.size() - 1)))
            .where(col(eventTime).geq(lit(span.start())))
            .where(col(eventTime).lt(lit(span.end())));
    // With one partition no step of the SQL needs a shuffle.
    return (raw.fitsOneTask() ? copies.coalesce(1) : copies)
        .withColumn(
            NTH,
            row_number()
                .over(
                    Window.partitionBy(contract.eventId())
                        .orderBy("_broker_at", "_topic", "_offset")))
        .where(col(NTH).equalTo(1))
        .drop(NTH);
  }
}
