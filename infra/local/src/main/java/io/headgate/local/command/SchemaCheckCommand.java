package io.headgate.local.command;

import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.local.demo.QueryResult;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.SchemaCheck;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import javax.annotation.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says whether a schema would be taken, for a producer's CI. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description =
        "Say whether the registry would take a schema: whether earlier versions of it, and the tables,"
            + " aggregates and rollups of the pipelines that read the topic, would go on. Registers"
            + " nothing.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:it would be taken",
      "2:the file is no schema of an event, or the arguments are wrong",
      "4:it would be refused; the report names what would break",
      "5:the registry does not answer"
    })
public final class SchemaCheckCommand implements Callable<Integer> {
  private static final String URL = "HEADGATE_REGISTRY_URL";
  private static final String KEY = "HEADGATE_REGISTRY_API_KEY";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "Avro schema as JSON, for example event.avsc.")
  private Path file;

  @Nullable
  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Default: every topic of which a pipeline reads this record.")
  private String topic;

  @Nullable
  @Option(
      names = "--registry-url",
      paramLabel = "URL",
      description = "Default: " + URL + ", else the registry of the stack on this machine.")
  private String registryUrl;

  @Override
  public Integer call() {
    SchemaFile schema = SchemaFile.read(file);
    RegistryClient registry = registry();
    PrintWriter out = spec.commandLine().getOut();
    boolean refused = false;
    for (SchemaTopic each : SchemaTopic.of(registry, schema, topic)) {
      SchemaCheck check =
          registry.schemas().check(each.topic(), each.record(), schema.definition());
      out.println(report(check));
      refused |= !check.compatible();
    }
    out.flush();
    return (refused ? ExitCode.CHECKS_FAILED : ExitCode.DONE).code();
  }

  /** A registry that is named needs no stack on this machine; asking it needs no key. */
  private RegistryClient registry() {
    String named = registryUrl == null ? System.getenv(URL) : registryUrl;
    if (named != null && !named.isBlank()) {
      return new RegistryClient(named, System.getenv(KEY));
    }
    StackProperties properties = StackProperties.existing(StackLayout.of(System.getenv()));
    return properties.registry();
  }

  static String report(SchemaCheck check) {
    if (check.compatible()) {
      return "%s takes it (%s).".formatted(check.subject(), check.compatibility());
    }
    return "%s refuses it (%s):%n%s"
        .formatted(
            check.subject(),
            check.compatibility(),
            new QueryResult(
                    List.of("path", "reason", "consumer"),
                    check.incompatibilities().stream()
                        .map(one -> List.of(one.path(), one.reason(), one.consumer()))
                        .toList())
                .table());
  }
}
