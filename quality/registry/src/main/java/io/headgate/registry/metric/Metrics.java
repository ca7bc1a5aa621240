package io.headgate.registry.metric;

import io.headgate.http.Problem;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.MetricName;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.registry.metric.MetricAnswer.Withheld;
import io.headgate.registry.metric.MetricPoint.Source;
import io.headgate.registry.metric.MetricPoint.Status;
import io.headgate.registry.metric.Stitch.Plan;
import io.headgate.registry.metric.Stitch.ShownWindow;
import io.headgate.registry.metric.WindowRows.WindowRow;
import io.headgate.registry.store.Pipelines;
import io.headgate.registry.store.ReadablePartitions;
import io.headgate.registry.store.ReadablePartitions.Found;
import io.headgate.registry.store.ReadablePartitions.PublishedPartition;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.annotation.Nullable;

/**
 * Answers questions for metrics: recent windows from ClickHouse, history from Trino, put together
 * as {@link Stitch} says. Both are asked at once. What ClickHouse knows of the windows that batch
 * has published is needed for either, as it alone tells a corrected window from a final one.
 */
public final class Metrics implements AutoCloseable {
  private static final int MOST_WITHHELD = 100;

  private final Pipelines pipelines;
  private final ReadablePartitions partitions;
  private final MetricStores stores;
  private final Clock clock;
  private final ClickHouseWindows clickHouse;
  private final TrinoWindows trino;

  public Metrics(
      Pipelines pipelines, ReadablePartitions partitions, MetricStores stores, Clock clock) {
    this.pipelines = pipelines;
    this.partitions = partitions;
    this.stores = stores;
    this.clock = clock;
    this.clickHouse = new ClickHouseWindows(stores.clickHouse(), stores.timeLimit());
    this.trino = new TrinoWindows(stores.trino(), stores.timeLimit());
  }

  /** A page of points; a problem of status 503 when a store that is needed does not answer. */
  public MetricAnswer ask(MetricQuestion question) {
    MetricName metric = question.metric();
    PipelineContract contract =
        pipelines.thatMakes(metric.table()).orElseThrow(() -> notKnown(metric));
    MetricTable named =
        MetricTable.of(contract, metric.table()).orElseThrow(() -> notKnown(metric));
    requireKeys(question, named);
    Grain asked = question.grain();
    List<MetricTable> siblings =
        asked == null || asked == named.grain() ? List.of() : named.siblings(contract);
    Map<String, Map<String, String>> views =
        clickHouse.columns(
            Stream.concat(Stream.of(named), siblings.stream()).map(MetricTable::view).toList());
    MetricTable table =
        asked == null || asked == named.grain()
            ? named
            : new GrainChoice(contract, metric, named, siblings, views).of(asked);
    if (!views.containsKey(table.view())) {
      throw clickHouse.lacks(table.view());
    }
    MetricColumns.requireKeys(views.get(table.view()), table);
    MetricColumns columns = MetricColumns.of(views.get(table.view()), table);
    columns.require(metric);
    MetricTimes range = MetricTimes.of(question, table.grain(), clock.instant());
    return answer(question, table, columns, contract, range);
  }

  private MetricAnswer answer(
      MetricQuestion question,
      MetricTable table,
      MetricColumns columns,
      PipelineContract contract,
      MetricTimes range) {
    MetricCursor after = question.after();
    MetricTimes rest = after == null ? range : rest(range, after, table);
    Grain grain = table.grain();
    Found found =
        grain == null
            ? new Found(List.of(), rest.end(), partitions.isDelayed(contract.rawDataset()))
            : partitions.within(table.requireRollup().dataset(), grain, rest.start(), rest.end());
    MetricTimes known = new MetricTimes(rest.start(), earlier(rest.end(), found.knownUntil()));
    Map<Instant, ShownWindow> shown = shown(table, found.partitions(), known);
    Plan plan = plan(question, grain, known, found.partitions(), shown);
    List<WindowRow> none = List.of();
    StoreCalls.Answer<List<WindowRow>> recent = () -> none;
    StoreCalls.Answer<List<WindowRow>> history = () -> none;
    List<MetricPoint> points = new ArrayList<>();
    try {
      if (!plan.of(Source.CLICKHOUSE).isEmpty()) {
        recent = clickHouse.read(rows(question, table, columns, plan.of(Source.CLICKHOUSE)));
      }
      if (!plan.of(Source.TRINO).isEmpty()) {
        history = trino.read(rows(question, table, columns, plan.of(Source.TRINO)));
      }
      recent.get().forEach(row -> points.add(point(row, Source.CLICKHOUSE, table, plan, shown)));
      history.get().forEach(row -> points.add(point(row, Source.TRINO, table, plan, shown)));
    } finally {
      // When one store fails, nobody waits for the other.
      recent.takeBack();
      history.takeBack();
    }
    // All points of a window are of one store, which has them in the order of their keys.
    points.sort(Comparator.comparing(MetricPoint::windowStart));
    boolean more = points.size() > question.limit();
    List<MetricPoint> page = more ? points.subList(0, question.limit()) : points;
    MetricCursor next =
        more
            ? cursor(page.get(page.size() - 1), table)
            : plan.end().isBefore(range.end()) ? new MetricCursor(plan.end(), List.of()) : null;
    Instant pageEnd = more ? page.get(page.size() - 1).windowStart().plusNanos(1) : plan.end();
    return new MetricAnswer(
        question.metric().toString(),
        table.dataset().orElse(null),
        grain == null ? null : grain.name().toLowerCase(Locale.ROOT),
        range.start(),
        range.end(),
        page,
        withheld(found.partitions(), pageEnd),
        found.delayed(),
        next == null ? null : next.text());
  }

  /** What is left of a range behind a cursor; that must be one of the same question. */
  private static MetricTimes rest(MetricTimes range, MetricCursor after, MetricTable table) {
    boolean fits =
        (after.key().isEmpty() || after.key().size() == table.key().size())
            && !after.windowStart().isBefore(range.start())
            && after.windowStart().isBefore(range.end());
    if (!fits) {
      throw Problem.badRequest(
          "Parameter 'cursor' is of another question. Send the next_cursor of an answer, and window_start, window_end, dimensions and grain as before.");
    }
    return new MetricTimes(after.windowStart(), range.end());
  }

  private Map<Instant, ShownWindow> shown(
      MetricTable table, List<PublishedPartition> published, MetricTimes range) {
    return published.stream().noneMatch(PublishedPartition::open)
        ? Map.of()
        : clickHouse.published(table.requireRollup().dataset(), range.start(), range.end());
  }

  private Plan plan(
      MetricQuestion question,
      @Nullable Grain grain,
      MetricTimes range,
      List<PublishedPartition> published,
      Map<Instant, ShownWindow> shown) {
    Grain of = grain == null ? Grain.HOURLY : grain;
    Instant recentFrom = of.partitionStart(clock.instant().minus(stores.recent()));
    return Stitch.plan(range, of, published, shown, recentFrom, question.provisional());
  }

  private static WindowRows rows(
      MetricQuestion question, MetricTable table, MetricColumns columns, List<Span> spans) {
    String measure = question.metric().measure();
    return new WindowRows(
        table,
        measure,
        columns.isFloat(measure),
        question.dimensions(),
        spans,
        question.after(),
        // One more than the page has, to see whether there is another page.
        question.limit() + 1);
  }

  private static MetricPoint point(
      WindowRow row, Source source, MetricTable table, Plan plan, Map<Instant, ShownWindow> shown) {
    Map<String, String> dimensions = new LinkedHashMap<>();
    for (int i = 0; i < table.key().size(); i++) {
      dimensions.put(table.key().get(i), row.key().get(i));
    }
    boolean published =
        plan.spans().stream()
            .anyMatch(span -> span.published() && span.contains(row.windowStart()));
    ShownWindow window = shown.get(row.windowStart());
    Status status =
        !published ? Status.PROVISIONAL : window == null ? Status.FINAL : window.status();
    return new MetricPoint(
        row.windowStart(), row.windowEnd(), row.value(), dimensions, status, source);
  }

  private static MetricCursor cursor(MetricPoint last, MetricTable table) {
    return table.key().isEmpty()
        ? new MetricCursor(last.windowStart().plus(1, ChronoUnit.MICROS), List.of())
        : new MetricCursor(
            last.windowStart(), table.key().stream().map(last.dimensions()::get).toList());
  }

  private static List<Withheld> withheld(List<PublishedPartition> published, Instant before) {
    return published.stream()
        .filter(partition -> !partition.open() && partition.start().isBefore(before))
        .limit(MOST_WITHHELD)
        .map(partition -> new Withheld(partition.key(), partition.reasons()))
        .toList();
  }

  private static void requireKeys(MetricQuestion question, MetricTable table) {
    for (String dimension : question.dimensions().keySet()) {
      if (!table.key().contains(dimension)) {
        throw Problem.badRequest(
            "'%s' is no dimension of '%s'. Its dimensions are: %s."
                .formatted(
                    dimension,
                    question.metric().table(),
                    table.key().isEmpty() ? "none" : String.join(", ", table.key())));
      }
    }
  }

  private static Problem notKnown(MetricName metric) {
    return Problem.notFound(
        "No pipeline has an aggregate or a rollup '%s'. See the contracts at /v1/pipelines."
            .formatted(metric.table()));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  @Override
  public void close() {
    clickHouse.close();
    trino.close();
  }
}
