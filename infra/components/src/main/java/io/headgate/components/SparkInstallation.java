package io.headgate.components;

import java.nio.file.Path;

/** The Spark that runs the jobs: the package of PyPI, which is a whole Spark with its programs. */
public final class SparkInstallation {
  private SparkInstallation() {}

  /** SPARK_HOME. */
  public static Path home(Downloads downloads) throws InterruptedException {
    return downloads.python("spark-build.txt", "spark.txt").packages().resolve("pyspark");
  }
}
