package io.headgate.datafaults;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** Changes of the raw table behind the stream's back, and the way back from them. */
final class RawTable {
  private static final String TABLE = "lake." + DeparturesPipeline.RAW;
  private static final double PERCENT = 100;

  private final SparkSession spark;

  RawTable(SparkSession spark) {
    this.spark = spark;
  }

  /** The newest share of a day's rows is gone. */
  void delete(LocalDate date, String share) {
    spark.sql("DELETE FROM %s WHERE %s".formatted(TABLE, newest(date, share)));
  }

  /** A file with the newest share of a day's rows is there once more. */
  void repeat(LocalDate date, String share) {
    spark.sql(
        "INSERT INTO %1$s SELECT * FROM %1$s WHERE %2$s".formatted(TABLE, newest(date, share)));
  }

  /** The same rows in other files. */
  void rewrite(LocalDate date) {
    spark.sql(
        "CALL lake.system.rewrite_data_files(table => '%s', options => map('rewrite-all', 'true'), where => \"event_date = DATE '%s'\")"
            .formatted(DeparturesPipeline.RAW, date));
  }

  private String newest(LocalDate date, String share) {
    String day = "event_date = DATE'%s'".formatted(date);
    List<Long> offsets =
        spark
            .sql("SELECT _offset FROM %s WHERE %s ORDER BY _offset DESC".formatted(TABLE, day))
            .collectAsList()
            .stream()
            .map(row -> row.getLong(0))
            .toList();
    long count = Math.round(offsets.size() * Double.parseDouble(share.replace("%", "")) / PERCENT);
    return offsets.stream()
        .limit(count)
        .map(String::valueOf)
        .collect(Collectors.joining(", ", day + " AND _offset IN (", ")"));
  }

  long snapshot() {
    return spark
        .sql("SELECT snapshot_id FROM %s.refs WHERE name = 'main'".formatted(TABLE))
        .first()
        .getLong(0);
  }

  void backTo(long snapshot) {
    if (snapshot != snapshot()) {
      spark.sql(
          "CALL lake.system.rollback_to_snapshot('%s', %d)"
              .formatted(DeparturesPipeline.RAW, snapshot));
    }
  }
}
