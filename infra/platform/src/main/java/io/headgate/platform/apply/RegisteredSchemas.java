package io.headgate.platform.apply;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.SchemaVersion;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/** The schema of each topic, in the registry. */
final class RegisteredSchemas implements Target {
  private final RegistryClient registry;

  RegisteredSchemas(RegistryClient registry) {
    this.registry = registry;
  }

  @Override
  public List<Step> plan(PipelineContract contract) {
    return contract.sources().stream().map(this::plan).toList();
  }

  private Step plan(Source source) {
    String subject = "schema " + source.subject();
    Optional<SchemaVersion> latest = registry.latestSchema(source.topic());
    boolean registered =
        latest
            .map(version -> parse(version.definition()).equals(parse(source.schema())))
            .orElse(false);
    return registered
        ? Step.nothingToDo(subject)
        : Step.change(
            subject,
            latest
                .map(version -> "register as the version after " + version.version())
                .orElse("register as version 1"),
            () -> registry.registerSchema(source.topic(), source.schema(), Compatibility.BACKWARD));
  }

  private static Schema parse(String definition) {
    return new Schema.Parser().parse(definition);
  }
}
