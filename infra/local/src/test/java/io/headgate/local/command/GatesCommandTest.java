package io.headgate.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.local.HeadgateProcess;
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
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code headgate gates} in a process of its own, against a real registry. */
class GatesCommandTest {
  private static final String KEY = "a-key-for-tests-only";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
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
    HeadgateProcess shut = run("show", DAILY, "--partition", DAY);
    assertThat(shut.exitCode()).isEqualTo(3);
    assertThat(shut.said())
        .contains("NOT_PUBLISHED", "no run has published " + DAY, "Wait for its run");

    HeadgateProcess accepted =
        run("accept", DAILY, "--partition", DAY, "--reason", "no flights", "--until", "P7D");
    assertThat(accepted.exitCode()).isEqualTo(0);
    assertThat(accepted.said()).startsWith(DAY + " of " + DAILY + " is accepted by ");
    assertThat(gates.ask(DAILY, DAY, 0).open()).isTrue();

    HeadgateProcess held = run("hold", DAILY, "--reason", "wrong units");
    assertThat(held.said()).contains("headgate gates release " + DAILY + " 1");
    HeadgateProcess shown = run("show", DAILY, "--partition", DAY);
    assertThat(shown.exitCode()).isEqualTo(3);
    assertThat(shown.said()).contains("HELD", "wrong units", "acceptance 1", "no flights");
    assertThat(run("list").said()).contains(DAILY, "raw.flights", "is held by");

    assertThat(run("release", DAILY, "1").said()).startsWith("Hold 1 was released by ");
    assertThat(run("show", DAILY, "--partition", DAY).exitCode()).isEqualTo(0);
  }

  @Test
  void aTimeThatCannotBeReadIsRefused() throws Exception {
    HeadgateProcess refused =
        run("accept", DAILY, "--partition", DAY, "--reason", "r", "--until", "tomorrow");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.said()).contains("Cannot read --until 'tomorrow': it is neither an instant");
    assertThat(gates.acceptances(DAILY)).isEmpty();
  }

  private HeadgateProcess run(String... words) throws Exception {
    return HeadgateProcess.run(
        state,
        PATIENCE,
        Stream.concat(Stream.of("gates"), Stream.of(words)).toArray(String[]::new));
  }
}
