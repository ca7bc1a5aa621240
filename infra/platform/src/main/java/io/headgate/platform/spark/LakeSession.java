package io.headgate.platform.spark;

import io.headgate.platform.iceberg.OutcomeSafeJdbcCatalog;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.Failure;
import io.headgate.platform.job.HeadgateException;
import org.apache.iceberg.Table;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.SparkCatalog;
import org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider;

/**
 * The one way to a Spark session: the Iceberg catalog {@code lake}, UTC, and settings that suit
 * micro-batches. What spark-submit was given by {@code --conf} wins over every default here.
 */
public final class LakeSession {
  /** The catalog that jobs write. */
  public static final String CATALOG = "lake";

  private static final String CATALOG_KEY = "spark.sql.catalog." + CATALOG;

  private LakeSession() {}

  /**
   * Starts, or joins, the session of this process.
   *
   * @throws HeadgateException when the catalog or the warehouse's bucket does not answer, or does
   *     not let the user in
   */
  public static SparkSession open(String appName, LakeAccess access) {
    JobLog.configure();
    access.requireWarehouse();
    SparkSession session = SparkSession.builder().config(conf(appName, access)).getOrCreate();
    requireCatalog(session, access);
    return session;
  }

  /**
   * A table of the lake as it is now.
   *
   * @param dataset for example {@code raw.flights}
   * @throws HeadgateException with BAD_CONFIGURATION when there is none
   */
  public static Table table(SparkSession session, String dataset) {
    String name = CATALOG + "." + dataset;
    try {
      return Spark3Util.loadIcebergTable(session, name);
    } catch (NoSuchTableException | ParseException e) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot load table %s: the lake has none of that name. Apply the pipeline (headgate apply) first."
              .formatted(name),
          e);
    }
  }

  /** Without it, Spark takes {@code lake} for a namespace when the catalog cannot be opened. */
  private static void requireCatalog(SparkSession session, LakeAccess access) {
    try {
      session.sessionState().catalogManager().catalog(CATALOG);
    } catch (UncheckedSQLException e) {
      throw new HeadgateException(
          Failure.of(e).exitCode() == ExitCode.DEPENDENCY_DOWN
              ? ExitCode.DEPENDENCY_DOWN
              : ExitCode.BAD_CONFIGURATION,
          "Cannot open the lake's catalog at %s as %s: %s. Start its PostgreSQL, or correct catalog.url, catalog.user and catalog.password."
              .formatted(access.url(), access.user(), e.getCause().getMessage()),
          e);
    }
  }

  static SparkConf conf(String appName, LakeAccess access) {
    SparkConf conf = new SparkConf().setAppName(appName).setIfMissing("spark.master", "local[2]");
    if (conf.get("spark.master").startsWith("local")) {
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing("spark.sql.shuffle.partitions", "2");
    }
    return streams(catalog(conf, access))
        .set("spark.sql.session.timeZone", "UTC")
        .set("spark.sql.datetime.java8API.enabled", "true")
        .set(
            "spark.sql.extensions",
            IcebergSparkSessionExtensions.class.getName() + "," + SketchFunctions.class.getName());
  }

  private static SparkConf catalog(SparkConf conf, LakeAccess access) {
    conf.set(CATALOG_KEY, SparkCatalog.class.getName())
        .set(CATALOG_KEY + ".catalog-impl", OutcomeSafeJdbcCatalog.class.getName())
        // A cached table hides other writers' commits and new columns.
        .set(CATALOG_KEY + ".cache-enabled", "false");
    access
        .catalogProperties()
        .forEach((property, value) -> conf.setIfMissing(CATALOG_KEY + "." + property, value));
    if (access.store() != null) {
      access
          .store()
          .hadoopProperties()
          .forEach((property, value) -> conf.setIfMissing("spark.hadoop." + property, value));
    }
    return conf;
  }

  private static SparkConf streams(SparkConf conf) {
    String stateStore = "spark.sql.streaming.stateStore.";
    return conf.setIfMissing(
            stateStore + "providerClass", RocksDBStateStoreProvider.class.getName())
        .setIfMissing(stateStore + "rocksdb.changelogCheckpointing.enabled", "true")
        // Counting the rows of the state asks for each key before it is put.
        .setIfMissing(stateStore + "rocksdb.trackTotalNumberOfRows", "false")
        .setIfMissing("spark.sql.streaming.numRecentProgressUpdates", "10")
        .setIfMissing("spark.sql.ui.retainedExecutions", "20")
        .setIfMissing("spark.ui.retainedJobs", "50")
        .setIfMissing("spark.ui.retainedStages", "50")
        .setIfMissing("spark.ui.retainedTasks", "500");
  }
}
