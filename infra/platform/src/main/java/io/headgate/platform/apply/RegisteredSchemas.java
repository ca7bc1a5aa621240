package io.headgate.platform.apply;

import static java.util.stream.Collectors.joining;

import io.headgate.platform.contract.EventType;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.SchemaCheck;
import io.headgate.platform.registry.SchemaClient;
import io.headgate.platform.registry.SchemaVersion;
import java.util.ArrayList;
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

  /**
   * {@inheritDoc}
   *
   * @throws HeadgateException with every schema that the registry would refuse, and why
   */
  @Override
  public List<Step> plan(PipelineContract contract) {
    List<String> refusals = new ArrayList<>();
    List<Step> steps =
        contract.sources().stream()
            .flatMap(
                source ->
                    source.eventTypes().stream()
                        .map(type -> plan(contract.name(), source, type, refusals)))
            .toList();
    if (!refusals.isEmpty()) {
      throw new HeadgateException(ExitCode.BAD_CONFIGURATION, String.join("\n", refusals));
    }
    return steps;
  }

  private Step plan(String pipeline, Source source, EventType type, List<String> refusals) {
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
        .orElseGet(() -> register(pipeline, source, type, newest, refusals));
  }

  /** A refusal halfway through an apply would leave the subjects before it registered. */
  private Step register(
      String pipeline, Source source, EventType type, int newest, List<String> refusals) {
    SchemaClient schemas = registry.schemas();
    String topic = source.topic();
    String record = source.hasSeveralEventTypes() ? type.recordName() : null;
    SchemaCheck check =
        schemas.check(topic, record, type.schema(), Compatibility.BACKWARD, pipeline);
    if (!check.compatible()) {
      refusals.add(refusal(check));
    }
    return Step.change(
        "schema " + source.subject(type),
        newest == 0 ? "register as version 1" : "register as the version after " + newest,
        () -> schemas.register(topic, record, type.schema(), Compatibility.BACKWARD, pipeline));
  }

  private static String refusal(SchemaCheck check) {
    return check.incompatibilities().stream()
        .map(one -> "%s at %s: %s".formatted(one.consumer(), one.path(), one.reason()))
        .collect(
            joining(
                "; ",
                "Cannot register the schema of subject %s (%s): "
                    .formatted(check.subject(), check.compatibility()),
                ". Correct the schema, first change what it would break, or take a new topic."));
  }

  private static boolean says(SchemaVersion version, Schema wanted) {
    return new Schema.Parser().parse(version.definition()).equals(wanted);
  }
}
