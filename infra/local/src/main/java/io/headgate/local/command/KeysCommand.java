package io.headgate.local.command;

import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.local.demo.QueryResult;
import io.headgate.platform.registry.ApiKey;
import io.headgate.platform.registry.RegistryClient;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import javax.annotation.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes, lists and revokes keys to the registry, as the platform's own key may. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Make, list and revoke keys to the registry.")
public final class KeysCommand implements Runnable {
  private final Supplier<RegistryClient> registry;

  @Spec private CommandSpec spec;

  public KeysCommand() {
    this(KeysCommand::ofTheStack);
  }

  /** For another registry than that of the stack. */
  KeysCommand(Supplier<RegistryClient> registry) {
    this.registry = registry;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Name what to do: create, list or revoke.");
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Make a key. It is shown once: nobody can read it again.")
  int create(
      @Parameters(paramLabel = "<name>", description = "Who or what will use it.") String name,
      @Option(
              names = "--role",
              required = true,
              description =
                  "reader, producer, engineer or operator; each may what those before it.")
          String role) {
    ApiKey.Issued issued = registry.get().keys().create(name, role);
    PrintWriter out = spec.commandLine().getOut();
    // Alone on standard output, so that a script can take it.
    out.println(issued.key());
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "Key %s, role %s. Keep it now: it is not shown again."
            .formatted(issued.name(), issued.role()));
    err.flush();
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Show all keys, also those that were revoked, but not the keys themselves.")
  int list() {
    show(registry.get().keys().all());
    return 0;
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Take a key out of force, at once and for ever.")
  int revoke(
      @Parameters(paramLabel = "<name>", description = "Its name, as in the list.") String name) {
    show(List.of(registry.get().keys().revoke(name)));
    return 0;
  }

  /** Asks once: a key that was made without our hearing of it must not be asked for again. */
  private static RegistryClient ofTheStack() {
    StackProperties properties = StackProperties.existing(StackLayout.of(System.getenv()));
    return properties.registry().withoutRetries();
  }

  private void show(List<ApiKey> keys) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        new QueryResult(
                List.of("name", "role", "made by", "made", "last used", "revoked", "revoked by"),
                keys.stream()
                    .map(
                        key ->
                            List.of(
                                key.name(),
                                key.role(),
                                key.createdBy(),
                                key.createdAt().toString(),
                                time(key.lastUsedAt()),
                                time(key.revokedAt()),
                                key.revokedBy() == null ? "" : key.revokedBy()))
                    .toList())
            .table());
    out.flush();
  }

  private static String time(@Nullable Instant at) {
    return at == null ? "" : at.toString();
  }
}
