package io.headgate.platform.apply;

import io.headgate.platform.contract.EventType;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.SchemaVersion;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.avro.Schema;

/** The schema of each event type of each topic, in the registry. */
final class RegisteredSchemas implements Target {
  private final RegistryClient registry;

  RegisteredSchemas(RegistryClient registry) {
    this.registry = registry;
  }

  @Override
  public List<Step> plan(PipelineContract contract) {
    return contract.sources().stream()
        .flatMap(
            source -> source.eventTypes().stream().map(type -> plan(contract.name(), source, type)))
        .toList();
  }

  private Step plan(String pipeline, Source source, EventType type) {
    String subject = "schema " + source.subject(type);
    String record = source.hasSeveralEventTypes() ? type.recordName() : null;
    Optional<SchemaVersion> latest = registry.schemas().latest(source.topic(), record);
    Schema wanted = type.avro();
    if (latest.isPresent() && says(latest.get(), wanted)) {
      return Step.nothingToDo(subject);
    }
    int newest = latest.map(SchemaVersion::version).orElse(0);
    // A producer may be ahead of the contract: what it registered stays the newest.
    Optional<SchemaVersion> earlier =
        IntStream.range(0, newest)
            .mapToObj(back -> newest - back)
            .flatMap(
                version -> registry.schemas().version(source.topic(), record, version).stream())
            .filter(version -> says(version, wanted))
            .findFirst();
    return earlier
        .map(
            version ->
                Step.nothingToDo(
                    subject,
                    "the contract has version %d, and version %d is registered after it"
                        .formatted(version.version(), newest)))
        .orElseGet(
            () ->
                Step.change(
                    subject,
                    newest == 0
                        ? "register as version 1"
                        : "register as the version after " + newest,
                    () ->
                        registry
                            .schemas()
                            .register(
                                source.topic(),
                                record,
                                type.schema(),
                                Compatibility.BACKWARD,
                                pipeline)));
  }

  private static boolean says(SchemaVersion version, Schema wanted) {
    return new Schema.Parser().parse(version.definition()).equals(wanted);
  }
}
