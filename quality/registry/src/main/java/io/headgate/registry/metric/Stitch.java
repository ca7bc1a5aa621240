package io.headgate.registry.metric;

import io.headgate.platform.contract.Grain;
import io.headgate.registry.metric.MetricPoint.Source;
import io.headgate.registry.store.ReadablePartitions.PublishedPartition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Decides which store every window of a range is read from. It is a function of one read of the
 * registry, so each window comes from exactly one store, or from none:
 *
 * <ul>
 *   <li>Of a partition that is published and whose gate is open, the windows come from Trino,
 *       catalog {@code published}. The registry moves that catalog in the transaction in which it
 *       declares the partition published, so the two never differ.
 *   <li>The newest of these partitions, from a bound on, come from ClickHouse if it shows the very
 *       run that the registry has published in every window asked for. A run changes ClickHouse
 *       first and tells the registry last; so where one is half done, or ended in between, the
 *       partition comes from Trino as it was before. The same holds where ClickHouse has been
 *       rebuilt and knows no run, and where a later run has found that the rows still stand.
 *   <li>Of a published partition whose gate is shut, nothing comes, also to who asks for
 *       provisional windows: somebody or some check says that it is wrong.
 *   <li>All other windows are provisional, and come from ClickHouse to who asks for them.
 * </ul>
 *
 * The span of a page ends early where the stores take turns so often that a query of it would grow
 * without bound; the next page goes on there.
 */
final class Stitch {
  private static final int MOST_SPANS = 64;

  private final Grain grain;
  private final Instant recentFrom;
  private final Map<Instant, ShownWindow> shown;
  private final boolean provisional;
  private final List<Span> spans = new ArrayList<>();

  /**
   * A window that ClickHouse shows as published.
   *
   * @param runKey the run that published it last
   */
  record ShownWindow(String runKey, MetricPoint.Status status) {}

  /**
   * What is decided.
   *
   * @param spans in order, without overlap
   * @param end of what they and the gaps between them cover
   */
  record Plan(List<Span> spans, Instant end) {
    Plan {
      spans = List.copyOf(spans);
    }

    List<Span> of(Source source) {
      return spans.stream().filter(span -> span.source() == source).toList();
    }
  }

  private Stitch(
      Grain grain, Instant recentFrom, Map<Instant, ShownWindow> shown, boolean provisional) {
    this.grain = grain;
    this.recentFrom = recentFrom;
    this.shown = shown;
    this.provisional = provisional;
  }

  /**
   * Decides.
   *
   * @param partitions the published ones of the range, in order
   * @param shown by window start
   * @param recentFrom published partitions that begin earlier come from Trino
   */
  static Plan plan(
      MetricTimes range,
      Grain grain,
      List<PublishedPartition> partitions,
      Map<Instant, ShownWindow> shown,
      Instant recentFrom,
      boolean provisional) {
    return new Stitch(grain, recentFrom, shown, provisional).plan(range, partitions);
  }

  private Plan plan(MetricTimes range, List<PublishedPartition> partitions) {
    Instant at = range.start();
    for (PublishedPartition partition : partitions) {
      Instant start = later(partition.start(), range.start());
      Instant end = earlier(partition.end(), range.end());
      if (!start.isBefore(end)) {
        continue;
      }
      addProvisional(at, start);
      if (partition.open()) {
        add(new Span(start, end, source(partition, start, end), true));
      }
      at = end;
      if (spans.size() >= MOST_SPANS) {
        return new Plan(spans, at);
      }
    }
    addProvisional(at, range.end());
    return new Plan(spans, range.end());
  }

  private void addProvisional(Instant from, Instant until) {
    if (provisional && from.isBefore(until)) {
      add(new Span(from, until, Source.CLICKHOUSE, false));
    }
  }

  private Source source(PublishedPartition partition, Instant start, Instant end) {
    return !partition.start().isBefore(recentFrom) && isShown(partition, start, end)
        ? Source.CLICKHOUSE
        : Source.TRINO;
  }

  private boolean isShown(PublishedPartition partition, Instant start, Instant end) {
    ChronoUnit unit = grain.windowUnit();
    Instant floor = start.truncatedTo(unit);
    Instant first = floor.isBefore(start) ? floor.plus(1, unit) : floor;
    for (Instant at = first; at.isBefore(end); at = at.plus(1, unit)) {
      ShownWindow window = shown.get(at);
      if (window == null || !window.runKey().equals(partition.runKey())) {
        return false;
      }
    }
    return true;
  }

  private void add(Span span) {
    int last = spans.size() - 1;
    if (last >= 0 && spans.get(last).isContinuedBy(span)) {
      spans.set(
          last, new Span(spans.get(last).start(), span.end(), span.source(), span.published()));
    } else {
      spans.add(span);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
