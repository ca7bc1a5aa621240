package io.headgate.local.deadletters;

import io.headgate.local.Lake;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import java.util.stream.Collectors;

/** The dead letters of one pipeline, and all that is asked about them. */
public final class DeadLetters implements AutoCloseable {
  private final Settings settings;
  private final PipelineContract contract;
  private final Lake lake;
  private final SourceTopics topics;
  private final LetterDecoder decoder;
  private final Quarantine quarantine;
  private final RawEvents raw;

  private DeadLetters(
      Settings settings, PipelineContract contract, Lake lake, LetterDecoder decoder) {
    this.settings = settings;
    this.contract = contract;
    this.lake = lake;
    this.decoder = decoder;
    this.quarantine = new Quarantine(lake.table(contract.quarantineDataset()));
    this.raw =
        new RawEvents(
            lake.table(contract.rawDataset()),
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
    Lake lake = Lake.open(settings);
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
