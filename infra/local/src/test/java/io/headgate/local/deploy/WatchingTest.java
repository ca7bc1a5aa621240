package io.headgate.local.deploy;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.components.ComponentException;
import io.headgate.components.Downloads;
import io.headgate.components.Promtool;
import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules and dashboard are held against what registry and gateway really export. */
class WatchingTest {
  private static final Path PROMETHEUS = Path.of("../deploy/prometheus");
  private static final Path DASHBOARD = Path.of("../deploy/grafana/headgate.json");
  private static final Pattern RECORD = Pattern.compile("- record: (\\S+)");
  private static final Pattern ALERT = Pattern.compile("- alert: (\\S+)");
  private static final Pattern RULE =
      Pattern.compile("expr: (?:>-\n((?: {10}\\S.*\n)+)|(\\S.*)\n)");

  private static ToldServices services;
  private static Promtool promtool;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    promtool = Promtool.find(Downloads.ofUser(System.err::println));
    services = ToldServices.start();
  }

  @AfterAll
  static void stop() {
    services.close();
  }

  @Test
  void everyMetricHasHelpTypeAndAConventionalName() throws Exception {
    for (String scraped : services.scrapes()) {
      MetricFamilies metrics = new MetricFamilies(scraped);
      assertThat(metrics.strays()).isEmpty();
      assertThat(metrics.all())
          .hasSizeGreaterThan(10)
          .allSatisfy(
              family -> {
                assertThat(family.help()).as(family.name()).isNotBlank();
                assertThat(family.name()).matches("[a-z][a-z0-9_]*");
                assertThat(family.name())
                    .doesNotMatch(
                        "(headgate|http)_.*_(ms|millis|milliseconds|minutes|hours|kb|mb|count|sum)");
                assertThat(family.name().endsWith("_total"))
                    .as("%s is a %s", family.name(), family.type())
                    .isEqualTo(family.type().equals("counter"));
              });
    }
  }

  @Test
  void whatRulesAndPanelsAskForIsExported() throws Exception {
    Set<String> known = new TreeSet<>(Set.of("up"));
    // Gates are decided soon after what they depend on has changed.
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> services.scrapes().get(0).contains("headgate_gate_shut_seconds{"));
    for (String scraped : services.scrapes()) {
      known.addAll(new MetricFamilies(scraped).samples());
    }
    String rules = Files.readString(PROMETHEUS.resolve("rules.yml"));
    RECORD.matcher(rules).results().map(name -> name.group(1)).forEach(known::add);
    List<String> asked =
        new ArrayList<>(RULE.matcher(rules).results().map(WatchingTest::text).toList());
    assertThat(asked).hasSize(names(RECORD, rules).size() + names(ALERT, rules).size());
    panels()
        .forEach(panel -> panel.path("targets").forEach(t -> asked.add(t.path("expr").asText())));

    assertThat(asked)
        .allSatisfy(
            text ->
                assertThat(new Expression(text).metrics()).as(text).isNotEmpty().isSubsetOf(known));
  }

  @Test
  void promtoolIsSatisfiedAndEveryAlertIsSeenToFire() throws Exception {
    promtool.run(PROMETHEUS, "check", "rules", "rules.yml");
    promtool.run(PROMETHEUS, "check", "config", "scrape.yml");
    promtool.run(PROMETHEUS, "test", "rules", "rules_test.yml");

    String tests = Files.readString(PROMETHEUS.resolve("rules_test.yml"));
    Set<String> fired =
        Pattern.compile("alertname: (\\S+)\n +exp_alerts:")
            .matcher(tests)
            .results()
            .map(name -> name.group(1))
            .collect(toCollection(TreeSet::new));
    assertThat(fired)
        .containsExactlyElementsOf(names(ALERT, Files.readString(PROMETHEUS.resolve("rules.yml"))));
  }

  @Test
  void anAlertThatCannotFireIsCaught() throws Exception {
    String rules = Files.readString(PROMETHEUS.resolve("rules.yml"));
    Files.writeString(
        folder.resolve("rules.yml"),
        rules.replace("headgate_partitions_late > 0", "headgate_partitions_late > 9"));
    Files.copy(PROMETHEUS.resolve("rules_test.yml"), folder.resolve("rules_test.yml"));

    assertThatThrownBy(() -> promtool.run(folder, "test", "rules", "rules_test.yml"))
        .isInstanceOf(ComponentException.class)
        .hasMessageContaining("HeadgatePartitionsLate");
  }

  @Test
  void everyPanelSaysWhatItShowsInWhichUnit() throws Exception {
    JsonNode dashboard = Json.MAPPER.readTree(DASHBOARD.toFile());
    assertThat(dashboard.path("uid").asText()).isEqualTo("headgate");
    assertThat(dashboard.path("schemaVersion").asInt()).isPositive();
    assertThat(dashboard.at("/templating/list").findValuesAsText("name"))
        .containsExactly("datasource", "pipeline");
    assertThat(panels())
        .allSatisfy(
            panel -> {
              assertThat(panel.path("title").asText()).isNotBlank();
              assertThat(panel.path("description").asText()).isNotBlank();
              assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotBlank();
              assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            });
    assertThat(panels().map(panel -> panel.path("title").asText()))
        .contains(
            "Throughput",
            "Lag per partition",
            "Watermark delay",
            "Batch time by phase",
            "Dead letters",
            "Reconciliation",
            "Gates",
            "Freshness",
            "Compaction: files");
    assertThat(dashboard.path("panels").findValuesAsText("id")).doesNotHaveDuplicates();
  }

  private static Stream<JsonNode> panels() throws IOException {
    List<JsonNode> panels = new ArrayList<>();
    Json.MAPPER.readTree(DASHBOARD.toFile()).path("panels").forEach(panels::add);
    return panels.stream().filter(panel -> !panel.path("type").asText().equals("row"));
  }

  private static Set<String> names(Pattern pattern, String rules) {
    return pattern
        .matcher(rules)
        .results()
        .map(name -> name.group(1))
        .collect(toCollection(TreeSet::new));
  }

  private static String text(MatchResult rule) {
    return rule.group(1) == null ? rule.group(2) : rule.group(1);
  }
}
