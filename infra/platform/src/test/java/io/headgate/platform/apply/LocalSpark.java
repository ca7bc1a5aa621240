package io.headgate.platform.apply;

import io.headgate.platform.spark.SketchFunctions;
import org.apache.spark.sql.SparkSession;

/** A session for analysis in tests. */
final class LocalSpark {
  private LocalSpark() {}

  static SparkSession session() {
    return SparkSession.builder()
        .master("local[1]")
        .appName("test")
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.extensions", SketchFunctions.class.getName())
        .getOrCreate();
  }
}
