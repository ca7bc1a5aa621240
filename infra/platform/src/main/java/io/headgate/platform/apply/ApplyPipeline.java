package io.headgate.platform.apply;

import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.InvalidPipelineException;
import io.headgate.platform.contract.PiiMethod;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.spark.sql.SparkSession;

/** {@code headgate apply}: makes every component what a pipeline's folder says. */
public final class ApplyPipeline implements AutoCloseable {
  private static final String KAFKA_TIMEOUT_MILLIS = "15000";

  private final Settings settings;
  private final Admin admin;
  private final ClickHouse clickHouse;
  private final Function<Optional<Path>, List<Target>> targets;

  /**
   * Connects to the components.
   *
   * @param spark a session with catalog {@code lake}; stays open
   * @param schedulerFolder where the scheduler looks for pipelines
   */
  public ApplyPipeline(Settings settings, SparkSession spark, Path schedulerFolder) {
    this.settings = settings;
    this.clickHouse = ClickHouse.open(settings);
    this.admin = admin(settings.kafkaBootstrapServers());
    var registry = RegistryClient.of(settings);
    this.targets =
        folder ->
            List.of(
                new DatasetOwners(registry),
                new ForeignLookBacks(registry),
                new RegisteredSchemas(registry),
                new KafkaTopics(admin, settings.kafkaBootstrapServers()),
                new LakeTables(spark),
                new ReferenceContents(spark, registry, folder),
                new ServingTables(
                    clickHouse,
                    spark,
                    settings.clickhouseUser(),
                    name -> registry.pipeline(name).map(PipelineVersion::contract)),
                new RecordedContract(registry),
                new RecordedLineage(registry, spark),
                new SchedulerFile(registry, schedulerFolder));
  }

  private static Admin admin(String servers) {
    try {
      return Admin.create(
          Map.of(
              AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
              servers,
              AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
              KAFKA_TIMEOUT_MILLIS,
              AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
              KAFKA_TIMEOUT_MILLIS));
    } catch (KafkaException e) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot use Kafka at %s: %s. Correct kafka.bootstrap-servers."
              .formatted(servers, e.getCause() == null ? e : e.getCause().getMessage()),
          e);
    }
  }

  /**
   * Loads and validates a folder; needs no component.
   *
   * @throws InvalidPipelineException with every mistake
   */
  public static PipelineContract load(SparkSession spark, Path folder) {
    return PipelineFolder.load(folder, new SqlAnalysis(spark));
  }

  /** What must be done but for the rows of references, which stand in the folder. */
  public Plan plan(PipelineContract contract) {
    return plan(contract, Optional.empty());
  }

  /**
   * What must be done; changes nothing.
   *
   * @param folder the folder that the contract was loaded from
   * @throws HeadgateException with BAD_CONFIGURATION and every difference that cannot be bridged;
   *     with CHECKS_FAILED when the rows of a reference are no reference
   */
  public Plan plan(PipelineContract contract, Path folder) {
    return plan(contract, Optional.of(folder));
  }

  private Plan plan(PipelineContract contract, Optional<Path> folder) {
    requireHashKey(contract);
    List<Step> steps = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    for (Target target : targets.apply(folder)) {
      try {
        steps.addAll(target.plan(contract));
      } catch (HeadgateException e) {
        if (e.exitCode() != ExitCode.BAD_CONFIGURATION) {
          throw e;
        }
        refusals.add(e.getMessage());
      }
    }
    if (!refusals.isEmpty()) {
      throw new HeadgateException(ExitCode.BAD_CONFIGURATION, String.join("\n", refusals));
    }
    return new Plan(contract, steps);
  }

  /** Without the key no stream could write a row, so it is asked for before anything is made. */
  private void requireHashKey(PipelineContract contract) {
    if (contract.pii().stream().anyMatch(pii -> pii.method() == PiiMethod.HASH)) {
      var unused = settings.piiHashKey();
    }
  }

  /**
   * Does what the plan says, step by step; a failure leaves the steps before it done, and the next
   * apply goes on from there.
   *
   * @param done told of each step after it
   */
  public void carryOut(Plan plan, Consumer<Step> done) {
    for (Step step : plan.steps()) {
      step.carryOut();
      done.accept(step);
    }
  }

  @Override
  public void close() {
    admin.close();
    clickHouse.close();
  }
}
