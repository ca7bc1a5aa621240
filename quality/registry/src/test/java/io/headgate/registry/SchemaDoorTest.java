package io.headgate.registry;

import static io.headgate.registry.consumer.Departures.DELAY;
import static io.headgate.registry.consumer.Departures.ID;
import static io.headgate.registry.consumer.Departures.ORIGIN;
import static io.headgate.registry.consumer.Departures.PASSENGER;
import static io.headgate.registry.consumer.Departures.SPARE;
import static io.headgate.registry.consumer.Departures.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.Incident;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.RegistryRefusedException;
import io.headgate.platform.registry.SchemaCheck;
import io.headgate.platform.registry.SchemaVersion;
import io.headgate.registry.TestingRegistry.Answer;
import io.headgate.registry.consumer.Departures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A schema against the pipelines that read its topic, over HTTP. */
class SchemaDoorTest {
  private static final Instant NOW = Instant.parse("2026-11-12T10:00:00Z");
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String WITHOUT_DELAY = Departures.schema(ID, TIME, ORIGIN, SPARE, PASSENGER);
  private static final String MASKED_SPARE = SPARE.replace("}", ",'pii':'redact'}");
  private static final String WITH_GATE =
      Departures.schema(
          ID,
          TIME,
          ORIGIN,
          DELAY,
          SPARE,
          PASSENGER,
          "{'name':'gate','type':'string','default':''}");

  private final Departures departures = new Departures("door_" + COUNT.incrementAndGet());
  private final String subject = departures.topic + "-value";

  @Test
  void whatWouldBreakAPipelineIsRefusedByBothWaysInAndNamed() {
    try (TestingRegistry registry = started(NOW)) {
      Answer own =
          registry.post(
              "/v1/schemas/" + departures.topic, Json.write(Map.of("definition", WITHOUT_DELAY)));
      Answer standard =
          registry.post(
              "/subjects/" + subject + "/versions", Json.write(Map.of("schema", WITHOUT_DELAY)));

      assertThat(own.status()).isEqualTo(409);
      assertThat(own.contentType()).startsWith("application/problem+json");
      assertThat(own.body().path("compatible").asBoolean(true)).isFalse();
      assertThat(own.body().path("incompatibilities"))
          .extracting(one -> one.path("consumer").asText())
          .containsExactly(
              "rule delay_is_plausible of pipeline " + departures.name,
              "aggregate " + departures.name + "_live",
              "table raw." + departures.name);
      JsonNode first = own.body().path("incompatibilities").path(0);
      assertThat(first.path("path").asText()).isEqualTo("/fields/3");
      assertThat(first.path("reason").asText()).startsWith("FIELD_REMOVED: delay_minutes");
      assertThat(standard.status()).isEqualTo(409);
      assertThat(standard.body().path("error_code").asInt()).isEqualTo(409);
      assertThat(standard.body().path("message").asText())
          .contains("aggregate " + departures.name + "_live at /fields/3");
      assertThat(registry.get("/subjects/" + subject + "/versions").body()).hasToString("[1]");
    }
  }

  @Test
  void whatBreaksNobodyIsTaken() {
    try (TestingRegistry registry = started(NOW)) {
      SchemaVersion version =
          registry.client().schemas().register(departures.topic, WITH_GATE, Compatibility.BACKWARD);

      assertThat(version.version()).isEqualTo(2);
      assertThat(incidents(registry)).isEmpty();
    }
  }

  @Test
  void aCheckSaysTheSameAndChangesNothing() {
    try (TestingRegistry registry = started(NOW)) {
      SchemaCheck bad = registry.client().schemas().check(departures.topic, null, WITHOUT_DELAY);
      SchemaCheck good = registry.client().schemas().check(departures.topic, null, WITH_GATE);

      assertThat(bad.compatible()).isFalse();
      assertThat(bad.subject()).isEqualTo(subject);
      assertThat(bad.compatibility()).isEqualTo(Compatibility.BACKWARD);
      assertThat(bad.incompatibilities())
          .extracting(SchemaCheck.Incompatibility::consumer)
          .contains("aggregate " + departures.name + "_live");
      assertThat(good.compatible()).isTrue();
      assertThat(good.incompatibilities()).isEmpty();
      assertThat(
              registry
                  .post(
                      "/compatibility/subjects/" + subject + "/versions/latest?verbose=true",
                      Json.write(Map.of("schema", WITHOUT_DELAY)))
                  .body()
                  .path("messages")
                  .path(0)
                  .asText())
          .startsWith("rule delay_is_plausible of pipeline " + departures.name);
      assertThat(registry.get("/subjects/" + subject + "/versions").body()).hasToString("[1]");
      assertThat(incidents(registry)).isEmpty();
    }
  }

  @Test
  void whatWasRecordedOfTheColumnsIsToldInThePlaceOfTheWordsOfTheSql() {
    String raw = "raw." + departures.name;
    String live = departures.name + "_live";
    String daily = "rollup." + departures.name + "_daily";
    try (TestingRegistry registry = started(NOW)) {
      registry
          .client()
          .lineage()
          .putColumnEdges(
              departures.name,
              1,
              List.of(
                  edge(departures.topic, "delay_minutes", raw, "delay_minutes", "IDENTITY"),
                  edge(departures.topic, "delay_minutes", live, "delay", "AGGREGATION"),
                  edge(raw, "delay_minutes", daily, ColumnEdge.ROWS, "FILTER"),
                  edge(raw, "origin", daily, "city", "TRANSFORMATION")));

      SchemaCheck check = registry.client().schemas().check(departures.topic, null, WITHOUT_DELAY);

      assertThat(check.incompatibilities())
          .filteredOn(one -> one.consumer().matches("(aggregate|rollup) .*"))
          .extracting(one -> one.reason() + ": " + one.consumer())
          .containsExactly(
              "FIELD_REMOVED: delay_minutes, which it makes delay of: aggregate " + live,
              "FIELD_REMOVED: delay_minutes, which it chooses its rows by: rollup %s_daily"
                  .formatted(departures.name));
    }
  }

  @Test
  void theLevelNoneLetsNobodyPastAPipeline() {
    try (TestingRegistry registry = started(NOW)) {
      Answer refused =
          registry.post(
              "/v1/schemas/" + departures.topic,
              Json.write(Map.of("definition", WITHOUT_DELAY, "compatibility", "NONE")));

      assertThat(refused.status()).isEqualTo(409);
      assertThat(registry.client().schemas().latest(departures.topic).orElseThrow().compatibility())
          .isEqualTo(Compatibility.BACKWARD);
    }
  }

  @Test
  void aPipelineThatIsBeingAppliedIsNotAskedAboutItsFormerContract() {
    try (TestingRegistry registry = started(NOW)) {
      SchemaVersion version =
          registry
              .client()
              .schemas()
              .register(
                  departures.topic, null, WITHOUT_DELAY, Compatibility.BACKWARD, departures.name);

      assertThat(version.version()).isEqualTo(2);
    }
  }

  @Test
  void aMaskComesByApplyPastTheOtherPipelinesOfTheTopicAndNeverByAProducer() {
    String masked = Departures.schema(ID, TIME, ORIGIN, DELAY, MASKED_SPARE, PASSENGER);
    String twin = departures.name + "_twin";
    try (TestingRegistry registry = started(NOW)) {
      registry.client().applyPipeline(departures.contractOf(twin));

      Answer producer =
          registry.post(
              "/v1/schemas/" + departures.topic, Json.write(Map.of("definition", masked)));
      SchemaCheck check = registry.client().schemas().check(departures.topic, null, masked);
      SchemaVersion applied = apply(registry, masked, twin);

      assertThat(producer.status()).isEqualTo(409);
      assertThat(check.incompatibilities())
          .extracting(SchemaCheck.Incompatibility::reason)
          .hasSize(2)
          .containsOnly(
              "MASKING_CHANGED: pii of spare is not set and becomes redact; that takes a new contract,"
                  + " by headgate apply");
      assertThat(applied.version()).isEqualTo(2);
      assertThat(apply(registry, masked, departures.name).version()).isEqualTo(2);
    }
  }

  @Test
  void aCheckForAnApplySaysWhatItsRegistrationWould() {
    String masked = Departures.schema(ID, TIME, ORIGIN, DELAY, MASKED_SPARE, PASSENGER);
    String twin = departures.name + "_twin";
    try (TestingRegistry registry = started(NOW)) {
      registry.client().applyPipeline(departures.contractOf(twin));

      assertThat(checkFor(twin, registry, masked).compatible()).isTrue();
      assertThat(checkFor(twin, registry, WITHOUT_DELAY).incompatibilities())
          .extracting(SchemaCheck.Incompatibility::consumer)
          .contains("table raw." + departures.name)
          .doesNotContain("table raw." + twin);
      assertThat(registry.get("/subjects/" + subject + "/versions").body()).hasToString("[1]");
    }
  }

  @Test
  void whatAnApplyWouldBreakOfTheOtherPipelinesOfTheTopicIsStillRefused() {
    String twin = departures.name + "_twin";
    try (TestingRegistry registry = started(NOW)) {
      registry.client().applyPipeline(departures.contractOf(twin));

      assertThatThrownBy(() -> apply(registry, WITHOUT_DELAY, twin))
          .isInstanceOf(RegistryRefusedException.class)
          .hasMessageContaining("aggregate " + departures.name + "_live")
          .hasMessageNotContaining(twin);
    }
  }

  @Test
  void aMaskThatNoContractHasYetIsTakenAwayByNoOtherPipelinesApply() {
    String twin = departures.name + "_twin";
    String masked =
        Departures.schema(ID, TIME, ORIGIN, DELAY, SPARE, PASSENGER, zip(",'pii':'redact'"));
    String plain = Departures.schema(ID, TIME, ORIGIN, DELAY, SPARE, PASSENGER, zip(""));
    try (TestingRegistry registry = started(NOW)) {
      registry.client().schemas().register(departures.topic, masked, Compatibility.BACKWARD);

      assertThatThrownBy(() -> apply(registry, plain, twin))
          .isInstanceOf(RegistryRefusedException.class)
          .hasMessageContaining(
              "pii of zip is redact and becomes not set; the contract of %s does not have the field yet, so apply that pipeline first"
                  .formatted(departures.name));
    }
  }

  @Test
  void aRefusalIsAnIncidentOfThePipelineUntilAnotherSchemaIsTaken() {
    try (TestingRegistry registry = started(NOW)) {
      refuse(registry);
      refuse(registry);

      assertThat(incidents(registry)).hasSize(1);
      Incident incident = incidents(registry).get(0);
      assertThat(incident.dataset()).isEqualTo("raw." + departures.name);
      assertThat(incident.text())
          .contains(subject)
          .contains("aggregate " + departures.name + "_live at /fields/3: FIELD_REMOVED")
          .contains("headgate schema check");

      registry.client().schemas().register(departures.topic, WITH_GATE, Compatibility.BACKWARD);

      assertThat(incidents(registry)).isEmpty();
    }
  }

  @Test
  void aRefusalByAnEarlierVersionIsAnIncidentTooAndReregisteringClosesNone() {
    try (TestingRegistry registry = started(NOW)) {
      String required = WITH_GATE.replace(",\"default\":\"\"}]", "}]");
      assertThat(
              registry
                  .post(
                      "/v1/schemas/" + departures.topic, Json.write(Map.of("definition", required)))
                  .status())
          .isEqualTo(409);

      registry
          .client()
          .schemas()
          .register(departures.topic, Departures.declared(), Compatibility.BACKWARD);

      assertThat(incidents(registry))
          .singleElement()
          .satisfies(one -> assertThat(one.text()).contains("data of version 1 at "));
    }
  }

  @Test
  void aRefusalThatNobodyRepeatsPassesAfterADay() {
    try (TestingRegistry registry = started(NOW)) {
      refuse(registry);
    }
    try (TestingRegistry registry = at(NOW.plus(Duration.ofHours(23)))) {
      refuse(registry);
    }
    try (TestingRegistry registry = at(NOW.plus(Duration.ofHours(47)))) {
      await().atMost(Duration.ofSeconds(30)).until(() -> incidents(registry).isEmpty());
    }
  }

  private static ColumnEdge edge(
      String fromDataset, String fromColumn, String toDataset, String toColumn, String subtype) {
    ColumnEdge.Kind kind =
        subtype.equals("FILTER") ? ColumnEdge.Kind.INDIRECT : ColumnEdge.Kind.DIRECT;
    return new ColumnEdge(fromDataset, fromColumn, toDataset, toColumn, kind, subtype, null);
  }

  private TestingRegistry started(Instant now) {
    TestingRegistry registry = at(now);
    registry
        .client()
        .schemas()
        .register(departures.topic, Departures.declared(), Compatibility.BACKWARD);
    registry.client().applyPipeline(departures.contract());
    return registry;
  }

  private static TestingRegistry at(Instant now) {
    return TestingRegistry.start(Clock.fixed(now, ZoneOffset.UTC));
  }

  private SchemaVersion apply(TestingRegistry registry, String schema, String pipeline) {
    return registry
        .client()
        .schemas()
        .register(departures.topic, null, schema, Compatibility.BACKWARD, pipeline);
  }

  private SchemaCheck checkFor(String pipeline, TestingRegistry registry, String schema) {
    return registry
        .client()
        .schemas()
        .check(departures.topic, null, schema, Compatibility.BACKWARD, pipeline);
  }

  private static String zip(String pii) {
    return "{'name':'zip','type':'string','default':''%s}".formatted(pii);
  }

  private void refuse(TestingRegistry registry) {
    assertThat(
            registry
                .post(
                    "/v1/schemas/" + departures.topic,
                    Json.write(Map.of("definition", WITHOUT_DELAY)))
                .status())
        .isEqualTo(409);
  }

  private List<Incident> incidents(TestingRegistry registry) {
    return registry.client().incidents().allOpen().stream()
        .filter(incident -> incident.pipeline().equals(departures.name))
        .filter(incident -> incident.kind().equals(Incident.SCHEMA_REFUSED))
        .toList();
  }
}
