package io.headgate.registry.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.Grain;
import io.headgate.registry.metric.MetricPoint.Source;
import io.headgate.registry.metric.MetricPoint.Status;
import io.headgate.registry.metric.Stitch.Plan;
import io.headgate.registry.metric.Stitch.ShownWindow;
import io.headgate.registry.store.ReadablePartitions.PublishedPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StitchTest {
  private static final Instant DAY = Instant.parse("2026-11-12T00:00:00Z");
  private static final MetricTimes WHOLE = new MetricTimes(DAY, hour(24));

  private final Map<Instant, ShownWindow> shown = new HashMap<>();

  @Test
  void historyComesFromTrinoAndWhatIsRecentFromClickHouse() {
    List<PublishedPartition> hours =
        List.of(published(0), published(1), published(2), published(3));

    assertThat(plan(WHOLE, hours, hour(2), false).spans())
        .containsExactly(
            new Span(hour(0), hour(2), Source.TRINO, true),
            new Span(hour(2), hour(4), Source.CLICKHOUSE, true));
  }

  @Test
  void aPartitionWhoseRunClickHouseDoesNotShowComesFromTrino() {
    List<PublishedPartition> hours = List.of(published(0), published(1), published(2));
    shown.put(hour(1), new ShownWindow("a run that the registry does not know", Status.FINAL));
    shown.remove(hour(2));

    assertThat(plan(WHOLE, hours, hour(0), false).spans())
        .containsExactly(
            new Span(hour(0), hour(1), Source.CLICKHOUSE, true),
            new Span(hour(1), hour(3), Source.TRINO, true));
  }

  @Test
  void aPartitionOfMinutesComesFromOneStoreAsAWhole() {
    PublishedPartition partition =
        new PublishedPartition("2026-11-12T00", hour(0), hour(1), "run", true, List.of());
    for (int minute = 0; minute < 60; minute++) {
      shown.put(hour(0).plusSeconds(60L * minute), new ShownWindow("run", Status.FINAL));
    }
    Map<Instant, ShownWindow> halfDone = new HashMap<>(shown);
    halfDone.put(hour(0).plusSeconds(59 * 60), new ShownWindow("before", Status.FINAL));

    assertThat(
            Stitch.plan(WHOLE, Grain.MINUTELY, List.of(partition), shown, hour(0), false).spans())
        .containsExactly(new Span(hour(0), hour(1), Source.CLICKHOUSE, true));
    assertThat(
            Stitch.plan(WHOLE, Grain.MINUTELY, List.of(partition), halfDone, hour(0), false)
                .spans())
        .containsExactly(new Span(hour(0), hour(1), Source.TRINO, true));
  }

  @Test
  void aShutGateWithholdsAPartitionAlsoFromWhoAsksForProvisionalWindows() {
    List<PublishedPartition> hours = List.of(published(0), shut(1), published(2));

    assertThat(plan(new MetricTimes(hour(0), hour(4)), hours, hour(0), true).spans())
        .containsExactly(
            new Span(hour(0), hour(1), Source.CLICKHOUSE, true),
            new Span(hour(2), hour(3), Source.CLICKHOUSE, true),
            new Span(hour(3), hour(4), Source.CLICKHOUSE, false));
  }

  @Test
  void everyWindowThatIsLetThroughComesFromOneStoreAndNoOtherFromAny() {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      shown.clear();
      List<PublishedPartition> hours = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        switch (random.nextInt(4)) {
          case 0 -> {}
          case 1 -> hours.add(shut(i));
          case 2 -> hours.add(published(i));
          default -> {
            hours.add(published(i));
            shown.remove(hour(i));
          }
        }
      }
      boolean provisional = random.nextBoolean();
      Instant recentFrom = hour(random.nextInt(24));

      Plan plan = plan(WHOLE, hours, recentFrom, provisional);

      for (int i = 0; i < 24; i++) {
        Instant window = hour(i);
        List<Span> of = plan.spans().stream().filter(span -> span.contains(window)).toList();
        List<PublishedPartition> partition =
            hours.stream().filter(each -> each.start().equals(window)).toList();
        if (partition.isEmpty()) {
          assertThat(of).hasSize(provisional ? 1 : 0).noneMatch(Span::published);
        } else if (!partition.get(0).open()) {
          assertThat(of).isEmpty();
        } else {
          boolean recent = !window.isBefore(recentFrom) && shown.containsKey(window);
          assertThat(of)
              .singleElement()
              .matches(Span::published)
              .extracting(Span::source)
              .isEqualTo(recent ? Source.CLICKHOUSE : Source.TRINO);
        }
      }
    }
  }

  @Test
  void aPlanOfTooManyPiecesEndsEarlyAtAPartition() {
    List<PublishedPartition> hours = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      hours.add(published(i));
      if (i % 2 == 0) {
        shown.remove(hour(i));
      }
    }

    Plan plan = plan(new MetricTimes(hour(0), hour(400)), hours, hour(0), false);

    assertThat(plan.spans()).hasSize(64);
    assertThat(plan.end()).isEqualTo(hour(64));
    assertThat(plan.spans().get(63).end()).isEqualTo(plan.end());
  }

  @Test
  void aRangeWithinAPartitionIsNoWider() {
    PublishedPartition day =
        new PublishedPartition("2026-11-12", hour(0), hour(24), "run", true, List.of());
    MetricTimes range = new MetricTimes(hour(0), hour(5));
    shown.put(hour(0), new ShownWindow("run", Status.FINAL));

    assertThat(Stitch.plan(range, Grain.DAILY, List.of(day), shown, hour(0), true).spans())
        .containsExactly(new Span(hour(0), hour(5), Source.CLICKHOUSE, true));
  }

  private Plan plan(
      MetricTimes range,
      List<PublishedPartition> partitions,
      Instant recentFrom,
      boolean provisional) {
    return Stitch.plan(range, Grain.HOURLY, partitions, shown, recentFrom, provisional);
  }

  /** ClickHouse shows its run, too. */
  private PublishedPartition published(int hour) {
    shown.put(hour(hour), new ShownWindow("run" + hour, Status.FINAL));
    return new PublishedPartition(
        key(hour), hour(hour), hour(hour + 1), "run" + hour, true, List.of());
  }

  private PublishedPartition shut(int hour) {
    shown.put(hour(hour), new ShownWindow("run" + hour, Status.FINAL));
    return new PublishedPartition(
        key(hour), hour(hour), hour(hour + 1), "run" + hour, false, List.of("HELD"));
  }

  private static String key(int hour) {
    return Grain.HOURLY.partitionKey(hour(hour));
  }

  private static Instant hour(int hour) {
    return DAY.plus(Duration.ofHours(hour));
  }
}
