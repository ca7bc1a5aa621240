package io.headgate.local.command;

import io.headgate.platform.contract.Source;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;

/**
 * A topic that a schema's events may be sent to.
 *
 * @param topic Kafka topic
 * @param record full name of the record when the topic carries several types; else null
 */
record SchemaTopic(String topic, @Nullable String record) {

  /**
   * The topics that are meant.
   *
   * @param topic what the user named, or null: every topic of which a pipeline reads this record
   */
  static List<SchemaTopic> of(RegistryClient registry, SchemaFile schema, @Nullable String topic) {
    List<Source> sources =
        registry.pipelines().stream()
            .map(PipelineVersion::contract)
            .flatMap(contract -> contract.sources().stream())
            .toList();
    if (topic != null) {
      Optional<Source> known =
          sources.stream().filter(source -> source.topic().equals(topic)).findFirst();
      return List.of(
          known.map(source -> of(source, schema)).orElseGet(() -> new SchemaTopic(topic, null)));
    }
    List<SchemaTopic> found =
        sources.stream()
            .filter(
                source ->
                    source.eventTypes().stream()
                        .anyMatch(type -> type.recordName().equals(schema.recordName())))
            .map(source -> of(source, schema))
            .distinct()
            .toList();
    if (found.isEmpty()) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot check the schema of %s: no pipeline reads a record of that name, so its topic is not known. Give --topic."
              .formatted(schema.recordName()));
    }
    return found;
  }

  private static SchemaTopic of(Source source, SchemaFile schema) {
    return new SchemaTopic(
        source.topic(), source.hasSeveralEventTypes() ? schema.recordName() : null);
  }
}
