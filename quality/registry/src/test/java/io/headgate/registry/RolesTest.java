package io.headgate.registry;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.http.AccessConfig;
import io.headgate.http.AccessConfig.Rate;
import io.headgate.http.Role;
import io.headgate.http.ServedRoutes.Route;
import io.headgate.platform.registry.RegistryClient;
import java.time.Clock;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every route is tried without a key, with a key of each role, and with one that was revoked. */
class RolesTest {
  /** What each call needs; a new route needs a line here. */
  private static final String TABLE =
      """
      ANYONE   GET    /health/live
      ANYONE   GET    /health/ready
      ANYONE   GET    /openapi
      ANYONE   GET    /
      ANYONE   GET    /ui/{file}
      READER   GET    /metrics
      READER   GET    /subjects
      READER   POST   /subjects/{subject}
      READER   GET    /subjects/{subject}/versions
      ENGINEER DELETE /subjects/{subject}
      PRODUCER POST   /subjects/{subject}/versions
      ENGINEER DELETE /subjects/{subject}/versions/{version}
      READER   GET    /subjects/{subject}/versions/{version}/referencedby
      READER   GET    /schemas/ids/{id}/schema
      READER   GET    /schemas/ids/{id}/versions
      READER   GET    /schemas/ids/{id}/subjects
      OPERATOR DELETE /config
      ENGINEER DELETE /config/{subject}
      OPERATOR PUT    /mode
      READER   GET    /mode/{subject}
      ENGINEER PUT    /mode/{subject}
      ENGINEER DELETE /mode/{subject}
      READER   GET    /subjects/{subject}/versions/{version}
      READER   GET    /subjects/{subject}/versions/{version}/schema
      READER   GET    /schemas/types
      READER   GET    /schemas/ids/{id}
      READER   POST   /compatibility/subjects/{subject}/versions
      READER   POST   /compatibility/subjects/{subject}/versions/{version}
      READER   GET    /config
      OPERATOR PUT    /config
      READER   GET    /config/{subject}
      ENGINEER PUT    /config/{subject}
      READER   GET    /mode
      PRODUCER POST   /v1/schemas/{topic}
      READER   POST   /v1/schemas/{topic}/check
      READER   GET    /v1/schemas/{topic}
      ENGINEER POST   /v1/pipelines
      READER   GET    /v1/pipelines
      READER   GET    /v1/pipelines/{name}
      OPERATOR POST   /v1/pipelines/{name}/retirement
      OPERATOR POST   /v1/ledger
      OPERATOR POST   /v1/ledger/rebuilt
      READER   GET    /v1/ledger
      OPERATOR POST   /v1/runs
      READER   GET    /v1/runs/{run_key}
      OPERATOR POST   /v1/raw-publications
      READER   GET    /v1/datasets
      READER   GET    /v1/datasets/{dataset}
      READER   GET    /v1/overview
      READER   GET    /v1/datasets/{dataset}/calendar
      READER   GET    /v1/datasets/{dataset}/partitions
      READER   GET    /v1/datasets/{dataset}/dirty-partitions
      READER   GET    /v1/datasets/{dataset}/partitions/{key}
      READER   GET    /v1/datasets/{dataset}/partitions/{key}/transitions
      OPERATOR POST   /v1/datasets/{dataset}/partitions/{key}/transitions
      READER   GET    /v1/gates
      READER   GET    /v1/gates/{dataset}
      READER   GET    /v1/gates/{dataset}/history
      READER   GET    /v1/gates/{dataset}/holds
      READER   GET    /v1/gates/{dataset}/acceptances
      OPERATOR POST   /v1/gates/{dataset}/acceptances
      READER   GET    /v1/freshness
      ENGINEER POST   /v1/alert-rules
      READER   GET    /v1/alert-rules
      READER   GET    /v1/alert-rules/{rule_id}
      ENGINEER PUT    /v1/alert-rules/{rule_id}
      ENGINEER PATCH  /v1/alert-rules/{rule_id}
      ENGINEER DELETE /v1/alert-rules/{rule_id}
      READER   GET    /v1/alert-rules/{rule_id}/versions
      READER   GET    /v1/alert-rules/{rule_id}/firings
      OPERATOR POST   /v1/alert-signals
      READER   GET    /v1/alerts
      READER   GET    /v1/alert-deliveries
      OPERATOR POST   /v1/alert-deliveries/{id}/retry
      READER   GET    /v1/metrics/{metric}
      PRODUCER POST   /api/v1/lineage
      PRODUCER POST   /api/v1/lineage/batch
      READER   GET    /v1/lineage
      READER   GET    /v1/lineage/{dataset}
      READER   GET    /v1/lineage/{dataset}/events
      READER   GET    /v1/lineage/{dataset}/impact
      ENGINEER PUT    /v1/pipelines/{name}/versions/{version}/column-lineage
      READER   GET    /v1/pipelines/{name}/versions/{version}/column-lineage
      OPERATOR POST   /v1/gates/{dataset}/holds
      OPERATOR DELETE /v1/gates/{dataset}/holds/{id}
      OPERATOR PUT    /v1/queries/{query}
      READER   GET    /v1/queries
      READER   GET    /v1/lag
      OPERATOR POST   /v1/gaps
      READER   GET    /v1/gaps
      OPERATOR POST   /v1/incidents
      OPERATOR POST   /v1/incidents/{id}/close
      READER   GET    /v1/incidents
      OPERATOR POST   /v1/reconciliations
      READER   GET    /v1/reconciliations
      OPERATOR POST   /v1/datasets/{dataset}/maintenance-lease
      OPERATOR PUT    /v1/datasets/{dataset}/maintenance-lease
      OPERATOR DELETE /v1/datasets/{dataset}/maintenance-lease/{token}
      READER   GET    /v1/maintenance-leases
      OPERATOR POST   /v1/maintenance-reports
      READER   GET    /v1/maintenance-reports
      READER   GET    /v1/activity
      OPERATOR POST   /v1/keys
      OPERATOR GET    /v1/keys
      OPERATOR GET    /v1/keys/in-force/{sha256}
      OPERATOR DELETE /v1/keys/{name}
      """;

  private static final Map<String, Role> NEEDED = new LinkedHashMap<>();
  private static final Map<Role, String> KEYS = new EnumMap<>(Role.class);

  private static TestingRegistry registry;
  private static TestingRegistry closed;
  private static String revoked;

  @BeforeAll
  static void start() {
    TABLE
        .lines()
        .map(line -> line.split(" +", -1))
        .forEach(words -> NEEDED.put(words[1] + " " + words[2], Role.valueOf(words[0])));
    registry = TestingRegistry.start(access(Role.READER), Clock.systemUTC());
    closed = TestingRegistry.start(access(Role.ANYONE), Clock.systemUTC());
    RegistryClient operator = registry.client();
    String run = "-" + UUID.randomUUID();
    for (Role role : Set.of(Role.READER, Role.PRODUCER, Role.ENGINEER, Role.OPERATOR)) {
      String name = role.name().toLowerCase(Locale.ROOT);
      KEYS.put(role, operator.keys().create(name + run, name).key());
    }
    revoked = operator.keys().create("revoked" + run, "operator").key();
    operator.keys().revoke("revoked" + run);
  }

  private static AccessConfig access(Role anonymous) {
    return new AccessConfig(anonymous, Rate.of(0), Rate.of(0), 1 << 20, 8 << 20);
  }

  @AfterAll
  static void stop() {
    registry.close();
    closed.close();
  }

  @Test
  void theTableHasEveryRouteWithItsOneRole() {
    assertThat(registry.routes()).allSatisfy(route -> assertThat(route.roles()).hasSize(1));
    assertThat(registry.routes().stream().map(RolesTest::named).collect(toSet()))
        .isEqualTo(
            NEEDED.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(toSet()));
  }

  private static String named(Route route) {
    return route.roles().iterator().next() + " " + route.method() + " " + route.path();
  }

  @Test
  void aKeyOpensTheCallsOfItsRoleAndOfThoseBeforeItAndNoOther() {
    SoftAssertions softly = new SoftAssertions();
    NEEDED.forEach(
        (call, needed) ->
            KEYS.forEach(
                (role, key) ->
                    softly
                        .assertThat(status(registry, call, key) == 403)
                        .as("%s is forbidden to %s", call, role)
                        .isEqualTo(role.compareTo(needed) < 0)));
    softly.assertAll();
  }

  @Test
  void withoutAKeyWhatReadersMayCanBeCalledAndNothingElse() {
    SoftAssertions softly = new SoftAssertions();
    NEEDED.forEach(
        (call, needed) ->
            softly
                .assertThat(status(registry, call, null) == 401)
                .as("%s needs a key", call)
                .isEqualTo(needed.compareTo(Role.READER) > 0));
    softly.assertAll();
  }

  @Test
  void whereNobodyReadsWithoutAKeyOnlyHealthAndTheDescriptionAreOpen() {
    SoftAssertions softly = new SoftAssertions();
    NEEDED.forEach(
        (call, needed) -> {
          softly
              .assertThat(status(closed, call, null) == 401)
              .as("%s needs a key", call)
              .isEqualTo(needed != Role.ANYONE);
          softly
              .assertThat(status(closed, call, KEYS.get(Role.READER)) == 403)
              .as("%s is forbidden to READER", call)
              .isEqualTo(needed.compareTo(Role.READER) > 0);
        });
    softly.assertAll();
  }

  @Test
  void aRevokedKeyOpensNothingEvenWhereNoKeyIsNeeded() {
    SoftAssertions softly = new SoftAssertions();
    NEEDED.forEach(
        (call, needed) ->
            softly
                .assertThat(status(registry, call, revoked) == 401)
                .as("%s refuses a revoked key", call)
                .isEqualTo(!call.contains("/health/")));
    softly.assertAll();
  }

  /** With an empty body, so that nothing comes of a call that is let through. */
  private static int status(TestingRegistry registry, String call, String key) {
    String[] words = call.split(" ", -1);
    return registry.call(words[0], words[1].replaceAll("\\{[^}]+}", "no-such-thing"), key).status();
  }
}
