package io.headgate.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.local.TestingRegistry;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.registry.RegistryService;
import io.headgate.testing.TestingPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class KeysCommandTest {
  private static final String KEY = "a-key-for-tests-only";

  private static TestingPostgres postgres;
  private static RegistryService registry;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() {
    postgres = new TestingPostgres();
    registry = TestingRegistry.start(postgres, KEY);
  }

  @AfterAll
  static void stop() {
    registry.close();
    postgres.close();
  }

  @Test
  void aKeyIsMadeAloneOnStandardOutputUsedListedAndRevoked() {
    assertThat(run("create", "ana", "--role", "reader")).isEqualTo(0);
    String key = out.toString().strip();
    assertThat(key).startsWith("hg_").doesNotContain("\n");
    assertThat(err.toString()).contains("Key ana, role READER. Keep it now").doesNotContain(key);
    assertThat(new RegistryClient(registry.url(), key).gates().all()).isEmpty();

    out.getBuffer().setLength(0);
    assertThat(run("list")).isEqualTo(0);
    assertThat(out.toString())
        .containsPattern("\\| ana +\\| READER +\\| platform")
        .containsPattern("\\| platform +\\| OPERATOR +\\| environment")
        .doesNotContain(key);

    assertThat(run("revoke", "ana")).isEqualTo(0);
    assertThat(new RegistryClient(registry.url(), KEY).keys().all())
        .filteredOn(listed -> listed.name().equals("ana"))
        .singleElement()
        .satisfies(listed -> assertThat(listed.revokedBy()).isEqualTo("platform"));
  }

  @Test
  void whatIsMissingIsSaid() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("Name what to do: create, list or revoke.");
    assertThat(run("create", "ben")).isEqualTo(2);
    assertThat(err.toString()).contains("--role");
  }

  private int run(String... args) {
    return new CommandLine(
            new KeysCommand(() -> new RegistryClient(registry.url(), KEY).withoutRetries()))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }
}
