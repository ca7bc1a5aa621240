package io.headgate.local.top;

import static java.util.stream.Collectors.groupingBy;

import io.headgate.platform.registry.BatchProgress;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.DatasetStanding;
import io.headgate.platform.registry.MaintenanceReport;
import io.headgate.platform.registry.MaintenanceReport.Outcome;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.platform.registry.WriterActivity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The facts as a page of text: queries, pipelines, and what somebody must look at. */
public final class TopPage {
  private static final String NONE = "-";

  /** A driver tells every five seconds; one that misses three reports may be gone. */
  private static final Duration FRESH = Duration.ofSeconds(15);

  private static final Set<String> COMPACTION = Set.of("bin-pack", "cluster");
  private static final int SHUT_SHOWN = 10;

  private final TopFacts facts;

  public TopPage(TopFacts facts) {
    this.facts = facts;
  }

  /**
   * The page; no line is wider than the terminal.
   *
   * @param width characters of a line
   */
  public List<String> lines(int width) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s  queries %d  incidents %d"
            .formatted(facts.asOf(), facts.queries().size(), facts.standing().openIncidents()));
    lines.add("");
    lines.addAll(queries().lines(width));
    lines.add("");
    lines.addAll(pipelines().lines(width));
    List<String> notes = Stream.concat(failures(), shut()).toList();
    if (!notes.isEmpty()) {
      lines.add("");
      lines.addAll(notes);
    }
    return lines.stream().map(line -> FittedTable.cut(line, width)).toList();
  }

  private FittedTable queries() {
    return new FittedTable(
        List.of(
            "QUERY",
            "STATE",
            "EVENTS/S",
            "LAG",
            "BEHIND",
            "DEAD/MIN",
            "BATCH",
            "WATERMARK",
            "RESTARTS"),
        facts.queries().stream().map(this::row).toList());
  }

  private List<String> row(QueryReport query) {
    BatchProgress batch = query.batch();
    boolean known = !query.partitions().isEmpty();
    return List.of(
        query.query(),
        state(query),
        number(read(query) / (double) TopFacts.WHILE.toSeconds()),
        known ? number(query.offsetsBehind()) : NONE,
        known ? age(Duration.ofMillis((long) (query.secondsBehind() * 1000))) : NONE,
        number(quarantined(query)),
        batch == null ? NONE : age(batch.took()),
        batch == null || batch.watermark() == null ? NONE : since(batch.watermark()),
        Integer.toString(query.restarts()));
  }

  private String state(QueryReport query) {
    Duration age = Duration.between(query.reportedAt(), facts.asOf());
    return age.compareTo(FRESH) > 0 && query.state() != QueryState.STOPPED
        ? "silent " + age(age)
        : query.state().name().toLowerCase(Locale.ROOT);
  }

  private long read(QueryReport query) {
    return of(query).mapToLong(WriterActivity::rowsIn).sum();
  }

  private long quarantined(QueryReport query) {
    return of(query).mapToLong(WriterActivity::rowsQuarantined).sum() / TopFacts.WHILE.toMinutes();
  }

  private Stream<WriterActivity> of(QueryReport query) {
    return facts.activity().stream().filter(each -> each.writer().equals(query.query()));
  }

  private FittedTable pipelines() {
    Map<String, List<DatasetStanding>> pipelines =
        facts.standing().datasets().stream()
            .collect(groupingBy(DatasetStanding::pipeline, TreeMap::new, Collectors.toList()));
    return new FittedTable(
        List.of("PIPELINE", "GATES", "RAW FRESH", "LATE", "INCIDENTS", "LAST COMPACTION"),
        pipelines.entrySet().stream().map(each -> row(each.getKey(), each.getValue())).toList());
  }

  private List<String> row(String pipeline, List<DatasetStanding> datasets) {
    long open = datasets.stream().filter(each -> Boolean.TRUE.equals(each.open())).count();
    long shut = datasets.stream().filter(each -> Boolean.FALSE.equals(each.open())).count();
    return List.of(
        pipeline,
        "%d open, %d shut".formatted(open, shut),
        datasets.stream()
            .filter(each -> each.kind() == Dataset.Kind.RAW)
            .map(DatasetStanding::ageSeconds)
            .filter(seconds -> seconds != null)
            .findFirst()
            .map(seconds -> age(Duration.ofSeconds(seconds)))
            .orElse(NONE),
        Long.toString(datasets.stream().mapToLong(DatasetStanding::late).sum()),
        Long.toString(datasets.stream().mapToLong(DatasetStanding::openIncidents).sum()),
        compaction(datasets.stream().map(DatasetStanding::dataset).collect(Collectors.toSet())));
  }

  /** What changed something tells more than the look after it that found nothing to do. */
  private String compaction(Set<String> datasets) {
    return facts.maintenance().stream()
        .filter(report -> COMPACTION.contains(report.action()))
        .filter(report -> datasets.contains(report.dataset()))
        .max(
            Comparator.comparing((MaintenanceReport report) -> report.outcome() != Outcome.LEFT)
                .thenComparing(MaintenanceReport::endedAt))
        .map(
            report ->
                "%s %s: %s"
                    .formatted(report.dataset(), outcome(report), since(report.endedAt()) + " ago"))
        .orElse(NONE);
  }

  private static String outcome(MaintenanceReport report) {
    return switch (report.outcome()) {
      case LEFT -> "had nothing to do";
      case FAILED -> "failed";
      case DONE ->
          "%s to %s files"
              .formatted(number(report.before().count()), number(report.after().count()));
    };
  }

  private Stream<String> failures() {
    return facts.queries().stream()
        .filter(query -> query.reason() != null && !query.reason().isBlank())
        .map(
            query ->
                "%s: %s %s"
                    .formatted(
                        query.query(), query.reason(), query.remedy() == null ? "" : query.remedy())
                    .strip());
  }

  private Stream<String> shut() {
    List<String> shut =
        facts.standing().datasets().stream()
            .filter(each -> Boolean.FALSE.equals(each.open()))
            .map(
                each ->
                    "gate of %s is shut%s"
                        .formatted(
                            each.dataset(),
                            each.since() == null ? "" : " since " + since(each.since())))
            .toList();
    return shut.size() <= SHUT_SHOWN
        ? shut.stream()
        : Stream.concat(
            shut.stream().limit(SHUT_SHOWN),
            Stream.of("and %d more; headgate gates list".formatted(shut.size() - SHUT_SHOWN)));
  }

  private String since(Instant then) {
    return age(Duration.between(then, facts.asOf()));
  }

  /** In one unit, as precise as it is worth. */
  static String age(Duration age) {
    if (age.compareTo(Duration.ofMinutes(1)) < 0) {
      return String.format(Locale.ROOT, "%.1f s", Math.max(0, age.toMillis()) / 1000.0);
    }
    if (age.compareTo(Duration.ofHours(2)) < 0) {
      return age.toMinutes() + " min";
    }
    return age.compareTo(Duration.ofDays(2)) < 0 ? age.toHours() + " h" : age.toDays() + " d";
  }

  private static String number(double value) {
    return value > 0 && value < 10
        ? String.format(Locale.ROOT, "%.1f", value)
        : String.format(Locale.ROOT, "%,.0f", value);
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
