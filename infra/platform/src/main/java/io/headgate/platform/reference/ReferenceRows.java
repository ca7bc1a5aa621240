package io.headgate.platform.reference;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.headgate.platform.apply.EventColumns;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The rows of a reference as its source has them, before they are checked: the declared columns,
 * each as it came and in its type.
 *
 * @param reference what they must be like
 * @param source for a person, where they come from
 * @param rows columns {@code from_<column>} and {@code <column>}, the latter null when the former
 *     does not have its type
 */
public record ReferenceRows(Reference reference, String source, Dataset<Row> rows) {
  static final String FROM = "from_";

  /** A CSV file with a header line, at any URI that Spark reads. */
  public static ReferenceRows csv(SparkSession spark, Reference reference, URI file) {
    return of(
        reference,
        file.toString(),
        () ->
            spark
                .read()
                .option("header", true)
                .option("multiLine", true)
                .option("escape", "\"")
                .option("mode", "FAILFAST")
                .csv(file.toString()));
  }

  /** A table of a relational database. */
  public static ReferenceRows jdbc(
      SparkSession spark, Reference reference, JdbcSource database, String table) {
    return of(
        reference,
        "table %s of %s".formatted(table, database),
        () -> spark.read().format("jdbc").options(database.options(table)).load());
  }

  private static ReferenceRows of(
      Reference reference, String source, Callable<Dataset<Row>> reading) {
    Dataset<Row> read =
        SourceFailure.translate(ExitCode.BAD_CONFIGURATION, reference, source, reading);
    List<String> there = Arrays.asList(read.columns());
    List<String> missing =
        reference.columns().keySet().stream().filter(name -> !there.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot load %s from %s: it has no column %s. Add it there, or take it out of the contract's columns."
              .formatted(reference.dataset(), source, String.join(", ", missing)));
    }
    Column[] both =
        Arrays.stream(EventColumns.of(reference).fields())
            .flatMap(
                field ->
                    List.of(
                        col("`" + field.name() + "`").as(FROM + field.name()),
                        expr("try_cast(`%s` AS %s)".formatted(field.name(), field.dataType().sql()))
                            .as(field.name()))
                        .stream())
            .toArray(Column[]::new);
    return new ReferenceRows(reference, source, read.select(both));
  }

  /** The rows in their types. */
  Dataset<Row> typed() {
    return rows.select(
        reference.columns().keySet().stream()
            .map(name -> col("`" + name + "`"))
            .toArray(Column[]::new));
  }
}
