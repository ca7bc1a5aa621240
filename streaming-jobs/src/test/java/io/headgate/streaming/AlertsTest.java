package io.headgate.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.alert.AlertCondition;
import io.headgate.platform.alert.AlertRule;
import io.headgate.platform.alert.AlertSignal;
import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.MetricName;
import io.headgate.platform.registry.Outbox;
import io.headgate.streaming.alert.AggregateAlerts;
import io.headgate.streaming.kafka.TopicFacts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules on the rides of cities, over real brokers and a real ClickHouse. */
class AlertsTest {
  private static final Duration PROMISE = Duration.ofSeconds(15);
  private static final String RIDES =
      """
      SELECT window.start AS window_start, window.end AS window_end, city, count(*) AS rides,
        avg(if(minutes > 15, 1, 0)) AS share_long, approx_count_distinct(event_id) AS people
      FROM events GROUP BY window(happened_at, '5 seconds'), city
      """;

  private final TestingAggregates pipeline =
      new TestingAggregates()
          .source(1, TestingRides.RIDE)
          .apply(Delivery.EXACTLY_ONCE, RIDES, "city");
  private Instant created = Instant.now().minusSeconds(1);
  private final ClickHouse clickHouse = ClickHouse.open(pipeline.context().settings());
  private final List<AlertSignal> signals = new ArrayList<>();
  private AggregateAlerts alerts;
  private RunningQuery query;
  private int sent;
  private Map<String, String> named = Map.of();

  @AfterEach
  void stop() {
    query.close();
    clickHouse.close();
  }

  @Test
  void rulesAreJudgedAsTheyAreOverARestartAndNothingOfThePastFires() throws Exception {
    created = Instant.now().minus(Duration.ofDays(21));
    start();
    AlertRule many = rule(1, AlertCondition.GREATER_THAN, 2, "rides", 86400);
    Instant now = Instant.now();
    List<GenericRecord> rides = rides(3, now, "Rome");
    send(rides);
    send(rides);
    send(rides(2, now, "Oslo"));
    send(rides(50, now.minus(Duration.ofDays(2)), "Muş"));

    awaitFirings(many, "Rome 1 3.0");

    AlertRule fewer = rule(2, AlertCondition.GREATER_THAN, 1, "rides", 86400);
    awaitFirings(fewer, "Oslo 2 2.0", "Rome 1 3.0", "Rome 2 3.0");

    query.close();
    signals.clear();
    start();
    awaitFirings(fewer, "Oslo 2 2.0", "Rome 2 3.0");
    send(rides(1, now, "Oslo"));
    AlertRule three = rule(3, AlertCondition.GREATER_THAN, 2, "rides", 86400);
    awaitFirings(three, "Oslo 2 2.0", "Oslo 3 3.0", "Rome 2 3.0", "Rome 3 3.0");
    assertThat(signals.stream().map(AlertSignal::windowStart).distinct()).hasSize(1);

    signals.clear();
    named = Map.of("city", "Oslo");
    awaitFirings(rule(4, AlertCondition.GREATER_THAN, 2, "rides", 86400), "Oslo 4 3.0");
  }

  @Test
  void aRuleThatIsSwitchedOffAndOnCountsOnceWhatIsReadAgain() throws Exception {
    start();
    AlertRule many = rule(1, AlertCondition.GREATER_THAN, 2, "rides", 86400);
    send(rides(3, Instant.now(), "Rome"));
    awaitFirings(many, "Rome 1 3.0");

    query.close();
    alerts.end();
    signals.clear();
    run();
    query.processAll();

    awaitFirings(many, "Rome 1 3.0");
  }

  @Test
  void absenceFiresThoughNothingComesAndPassesWithAnEvent() throws Exception {
    start();
    send(rides(1, Instant.now(), "Rome"));
    AlertRule absent = rule(1, AlertCondition.ABSENT, 0, "rides", 5);
    await()
        .atMost(PROMISE.multipliedBy(2))
        .until(() -> judged(absent).stream().anyMatch(firing("Rome")));

    send(rides(1, Instant.now(), "Rome"));

    await()
        .atMost(PROMISE)
        .until(
            () ->
                judged(absent).stream()
                    .anyMatch(signal -> signal.state() == AlertSignal.State.PASSED));
  }

  @Test
  void aDistanceIsTakenFromWhatAnalystsSeeOfTheWeeksBefore() throws Exception {
    clickHouse.execute(
        """
        INSERT INTO serving.%s (window_start, window_end, city, rides, share_long, people, _version)
        SELECT toStartOfInterval(now(), INTERVAL 5 SECOND) + number %% 40 * 5
            - INTERVAL (intDiv(number, 40) + 1) WEEK AS at, at + 5, 'Rome', 1 + intDiv(number, 40), 0, 1, 1
        FROM numbers(120)
        """
            .formatted(pipeline.aggregate));
    start();
    send(rides(10, Instant.now(), "Rome"));
    AlertRule far = rule(1, AlertCondition.Z_SCORE, 7.9, "rides", 5);

    await()
        .atMost(PROMISE.multipliedBy(2))
        .until(() -> judged(far).stream().anyMatch(firing("Rome")));

    assertThat(signals.get(0).value()).isEqualTo(10);
    assertThat(signals.get(0).baseline()).isEqualTo(2);
  }

  @Test
  void whatCannotBeJudgedIsRefusedWithAReason() throws Exception {
    start();
    assertThat(alerts.refusal(rule(1, AlertCondition.LESS_THAN, 1, "people", 60)).orElseThrow())
        .contains("Cannot judge alert rule rule-1 on " + pipeline.aggregate + ".people")
        .contains("approx_count_distinct of a window cannot be made from those of smaller windows");
    assertThat(alerts.refusal(rule(1, AlertCondition.LESS_THAN, 1, "rides", 7)).orElseThrow())
        .contains("its window is 7 seconds. Make it a multiple of 5, 86400 at most.");
    assertThat(alerts.refusal(rule(1, AlertCondition.Z_SCORE, 1, "rides", 60)).orElseThrow())
        .contains("a baseline is of the aggregate's own windows");
    assertThat(alerts.refusal(rule(1, AlertCondition.Z_SCORE, 1, "share_long", 5))).isEmpty();
  }

  private void start() throws Exception {
    StreamContext context = pipeline.context();
    Aggregate aggregate = context.contract().aggregates().get(0);
    alerts = new AggregateAlerts(context, aggregate);
    run();
  }

  private void run() throws Exception {
    Outbox unused = pipeline.context().ledger("alert/" + pipeline.name);
    query = RunningQuery.start(alerts.begin(), unused);
  }

  private void awaitFirings(AlertRule rule, String... expected) {
    await()
        .atMost(PROMISE)
        .untilAsserted(
            () ->
                assertThat(
                        judged(rule).stream()
                            .map(
                                signal ->
                                    "%s %d %s"
                                        .formatted(
                                            signal.key().get("city"),
                                            signal.ruleVersion(),
                                            signal.value()))
                            .sorted())
                    .containsExactly(expected));
  }

  /** All that the rules have said so far. */
  private List<AlertSignal> judged(AlertRule rule) throws InterruptedException {
    StreamContext context = pipeline.context();
    TopicFacts brokers =
        TopicFacts.of(
            context.settings().kafkaBootstrapServers(),
            List.of(pipeline.topic(1)),
            Clock.systemUTC());
    alerts.judge(List.of(rule), clickHouse, brokers);
    signals.addAll(alerts.tell());
    return signals;
  }

  private static Predicate<AlertSignal> firing(String city) {
    return signal ->
        signal.state() == AlertSignal.State.FIRING && signal.key().equals(Map.of("city", city));
  }

  private void send(List<GenericRecord> rides) {
    pipeline.send(1, pipeline.schemaId(1), rides);
  }

  private List<GenericRecord> rides(int count, Instant at, String city) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              GenericRecord ride = new GenericData.Record(TestingRides.RIDE);
              ride.put("event_id", "ride " + sent++);
              ride.put("happened_at", TimeUnit.MILLISECONDS.toMicros(at.toEpochMilli()));
              ride.put("city", city);
              ride.put("minutes", i);
              return ride;
            })
        .toList();
  }

  private AlertRule rule(
      int version, AlertCondition condition, double threshold, String measure, long seconds) {
    return new AlertRule(
        "rule-1",
        version,
        pipeline.name,
        new MetricName(pipeline.aggregate, measure),
        condition,
        threshold,
        seconds,
        named,
        "https://example.org/hook",
        true,
        created,
        created);
  }
}
