package io.headgate.platform.batch;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of a run, and what checks hold them against.
 *
 * @param window the run's window
 * @param rows all rows of the window
 * @param published the dataset as readers see it now, or empty when it was never published; the
 *     window's own partitions in it are the state that the run would replace
 * @param past what was measured of the dataset's partitions before
 * @param keys the keys of a reference of the pipeline, by its name: one column, each key once
 */
public record CheckedRows(
    RunWindow window,
    Dataset<Row> rows,
    Optional<Dataset<Row>> published,
    PastMeasurements past,
    Function<String, Dataset<Row>> keys) {
  public CheckedRows {
    requireNonNull(window);
    requireNonNull(rows);
    requireNonNull(published);
    requireNonNull(past);
    requireNonNull(keys);
  }
}
