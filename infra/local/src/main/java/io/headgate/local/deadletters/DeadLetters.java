package io.headgate.local.deadletters;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.iceberg.OutcomeSafeJdbcCatalog;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** The dead letters of one pipeline, and all that is asked about them. */
public final class DeadLetters implements AutoCloseable {
  private final Settings settings;
  private final PipelineContract contract;
  private final OutcomeSafeJdbcCatalog lake;
  private final SourceTopics topics;
  private final LetterDecoder decoder;
  private final Quarantine quarantine;
  private final RawEvents raw;

  private DeadLetters(
      Settings settings,
      PipelineContract contract,
      OutcomeSafeJdbcCatalog lake,
      LetterDecoder decoder) {
    this.settings = settings;
    this.contract = contract;
    this.lake = lake;
    this.decoder = decoder;
    this.quarantine = new Quarantine(table(contract.quarantineDataset()));
    this.raw =
        new RawEvents(
            table(contract.rawDataset()),
            EventIds.of(contract, settings),
            contract.eventTime().field());
    this.topics = new SourceTopics(settings.kafkaBootstrapServers());
  }

  /**
   * Opens what the quarantine table has now.
   *
   * @throws HeadgateException when there is no such pipeline, or a component does not answer
   */
  public static DeadLetters open(Settings settings, String pipeline) {
    RegistryClient registry = RegistryClient.ofReader(settings);
    PipelineContract contract =
        registry
            .pipeline(pipeline)
            .map(PipelineVersion::contract)
            .orElseThrow(() -> unknown(registry, pipeline));
    LakeAccess access = LakeAccess.of(settings);
    access.requireWarehouse();
    OutcomeSafeJdbcCatalog lake = new OutcomeSafeJdbcCatalog();
    lake.setConf(new Configuration());
    lake.initialize(LakeSession.CATALOG, access.catalogProperties());
    try {
      return new DeadLetters(settings, contract, lake, new LetterDecoder(registry));
    } catch (RuntimeException e) {
      lake.close();
      throw e;
    }
  }

  private static HeadgateException unknown(RegistryClient registry, String pipeline) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot find pipeline '%s': the registry knows these: %s. Correct --pipeline, or apply its folder first."
            .formatted(
                pipeline,
                registry.pipelines().stream()
                    .map(PipelineVersion::name)
                    .collect(Collectors.joining(", ", "[", "]"))));
  }

  private Table table(String dataset) {
    try {
      return lake.loadTable(TableIdentifier.parse(dataset));
    } catch (NoSuchTableException e) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot read %s.%s: the table does not exist. Run headgate apply on the pipeline's folder."
              .formatted(LakeSession.CATALOG, dataset),
          e);
    }
  }

  Settings settings() {
    return settings;
  }

  PipelineContract contract() {
    return contract;
  }

  Quarantine quarantine() {
    return quarantine;
  }

  RawEvents raw() {
    return raw;
  }

  LetterDecoder decoder() {
    return decoder;
  }

  SourceTopics topics() {
    return topics;
  }

  @Override
  public void close() {
    topics.close();
    lake.close();
  }
}
