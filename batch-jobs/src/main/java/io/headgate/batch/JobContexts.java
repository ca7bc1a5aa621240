package io.headgate.batch;

import io.headgate.checks.DeequChecks;
import io.headgate.platform.batch.BatchContext;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.batch.ServingStore;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import java.time.Clock;
import org.apache.spark.sql.SparkSession;

/**
 * What all runs of one job share; each has a window of its own.
 *
 * @param recorded the pipeline whose datasets they make
 */
record JobContexts(
    SparkSession spark,
    LakeAccess lake,
    ServingStore serving,
    RegistryClient registry,
    PipelineVersion recorded)
    implements AutoCloseable {
  /** Opens Spark and ClickHouse. */
  static JobContexts open(
      String appName, Settings settings, RegistryClient registry, PipelineVersion recorded) {
    LakeAccess lake = LakeAccess.of(settings);
    ServingStore serving =
        new ServingStore(
            settings.clickhouseUrl(), settings.clickhouseUser(), settings.clickhousePassword());
    return new JobContexts(LakeSession.open(appName, lake), lake, serving, registry, recorded);
  }

  BatchContext of(RunWindow window) {
    return new BatchContext(
        spark,
        lake.warehouse(),
        recorded.contract(),
        recorded.version(),
        window,
        registry,
        serving,
        new DeequChecks(),
        Clock.systemUTC());
  }

  @Override
  public void close() {
    spark.close();
    serving.close();
  }
}
