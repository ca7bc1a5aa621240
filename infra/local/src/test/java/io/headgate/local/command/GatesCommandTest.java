package io.headgate.local.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.local.HeadgateCommand;
import io.headgate.local.TestingRegistry;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import io.headgate.platform.registry.GateClient;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.registry.RegistryService;
import io.headgate.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code headgate gates} in a process of its own, against a real registry. */
class GatesCommandTest {
  private static final String KEY = "a-key-for-tests-only";
  private static final String DAILY = "rollup.flights_by_origin_daily";
  private static final String DAY = "2026-11-20";

  private final TestingPostgres postgres = new TestingPostgres();
  private RegistryService registry;
  private GateClient gates;

  @TempDir Path state;

  @BeforeEach
  void start() throws IOException {
    registry = TestingRegistry.start(postgres, KEY);
    PipelineContract flights = PipelineFolder.load(Path.of("../../sql/pipelines/flights"));
    new RegistryClient(registry.url(), KEY).applyPipeline(flights);
    gates = new GateClient(registry.url(), KEY);
    Files.writeString(
        state.resolve("headgate.properties"),
        "registry.url=%s\nregistry.api-key=%s\n".formatted(registry.url(), KEY));
  }

  @AfterEach
  void stop() {
    registry.close();
    postgres.close();
  }

  @Test
  void anOperatorAcceptsHoldsReleasesAndSeesWhy() throws Exception {
    Run shut = run("show", DAILY, "--partition", DAY);
    assertThat(shut.exitCode()).isEqualTo(3);
    assertThat(shut.output())
        .contains("NOT_PUBLISHED", "no run has published " + DAY, "Wait for its run");

    Run accepted =
        run("accept", DAILY, "--partition", DAY, "--reason", "no flights", "--until", "P7D");
    assertThat(accepted.exitCode()).isEqualTo(0);
    assertThat(accepted.output()).startsWith(DAY + " of " + DAILY + " is accepted by ");
    assertThat(gates.ask(DAILY, DAY, 0).open()).isTrue();

    Run held = run("hold", DAILY, "--reason", "wrong units");
    assertThat(held.output()).contains("headgate gates release " + DAILY + " 1");
    Run shown = run("show", DAILY, "--partition", DAY);
    assertThat(shown.exitCode()).isEqualTo(3);
    assertThat(shown.output()).contains("HELD", "wrong units", "acceptance 1", "no flights");
    assertThat(run("list").output()).contains(DAILY, "raw.flights", "is held by");

    assertThat(run("release", DAILY, "1").output()).startsWith("Hold 1 was released by ");
    assertThat(run("show", DAILY, "--partition", DAY).exitCode()).isEqualTo(0);
  }

  @Test
  void aTimeThatCannotBeReadIsRefused() throws Exception {
    Run refused = run("accept", DAILY, "--partition", DAY, "--reason", "r", "--until", "tomorrow");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.output())
        .contains("Cannot read --until 'tomorrow': it is neither an instant");
    assertThat(gates.acceptances(DAILY)).isEmpty();
  }

  private record Run(int exitCode, String output) {}

  private Run run(String... words) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            HeadgateCommand.class.getName(),
            "gates");
    builder.command().addAll(List.of(words));
    builder.environment().put("HEADGATE_STATE", state.toString());
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), output);
  }
}
