package io.headgate.local.command;

import io.headgate.local.demo.QueryResult;
import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.ColumnImpact;
import io.headgate.platform.registry.ColumnImpact.Hit;
import io.headgate.platform.registry.EventOrigin;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.LineageGraph;
import io.headgate.platform.registry.LineageGraph.Direction;
import io.headgate.platform.registry.LineageGraph.Edge;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers about lineage as people read them: a tree, or tables. */
final class LineageText {
  private static final String STEP = "  ";

  private LineageText() {}

  /** A tree; a dataset that stands in several branches is opened up in the first. */
  static String of(LineageGraph graph, Direction direction) {
    StringBuilder text = new StringBuilder();
    String where =
        graph.column() == null ? graph.dataset() : graph.dataset() + "." + graph.column();
    boolean down = direction == Direction.DOWNSTREAM;
    text.append(where).append(down ? " goes into" : " comes from");
    List<Edge> first = edges(graph, graph.dataset(), down);
    text.append(first.isEmpty() ? " nothing else\n" : "\n");
    branch(graph, graph.dataset(), down, 1, new HashSet<>(), text);
    return text.toString();
  }

  private static void branch(
      LineageGraph graph,
      String dataset,
      boolean down,
      int depth,
      Set<String> opened,
      StringBuilder text) {
    if (!opened.add(dataset)) {
      return;
    }
    for (Edge edge : edges(graph, dataset, down)) {
      String other = down ? edge.to() : edge.from();
      text.append(STEP.repeat(depth))
          .append(other)
          .append("   by ")
          .append(edge.job())
          .append(run(edge))
          .append('\n');
      if (graph.column() != null) {
        for (ColumnEdge column : edge.columns()) {
          text.append(STEP.repeat(depth + 1)).append("| ").append(column(column)).append('\n');
        }
      }
      branch(graph, other, down, depth + 1, opened, text);
    }
  }

  private static List<Edge> edges(LineageGraph graph, String dataset, boolean down) {
    return graph.edges().stream()
        .filter(edge -> (down ? edge.from() : edge.to()).equals(dataset))
        .toList();
  }

  private static String run(Edge edge) {
    if (edge.run() == null) {
      return ", not yet";
    }
    return Stream.of(
            edge.snapshotId() == null ? "" : "snapshot " + edge.snapshotId(),
            edge.inputSnapshotId() == null ? "" : "read snapshot " + edge.inputSnapshotId(),
            edge.offsets().isEmpty() ? "" : "offsets " + offsets(edge.offsets()),
            edge.runAt() == null ? "" : "at " + edge.runAt())
        .filter(part -> !part.isEmpty())
        .map(part -> ", " + part)
        .collect(Collectors.joining());
  }

  private static String offsets(List<OffsetRange> ranges) {
    return ranges.stream()
        .map(range -> "%d/%d-%d".formatted(range.partition(), range.from(), range.until() - 1))
        .collect(Collectors.joining(" "));
  }

  private static String column(ColumnEdge edge) {
    return "%s -> %s  %s%s"
        .formatted(
            edge.fromColumn(),
            edge.toColumn().equals(ColumnEdge.ROWS) ? "every row" : edge.toColumn(),
            edge.subtype().toLowerCase(Locale.ROOT),
            edge.masking() == null ? "" : ", masked by " + edge.masking().toLowerCase(Locale.ROOT));
  }

  static String of(EventOrigin origin) {
    StringBuilder text = new StringBuilder();
    line(text, "partition", "%s of %s".formatted(origin.partition(), origin.dataset()));
    if (origin.runKey() != null) {
      line(text, "made by", "run %s of %s".formatted(origin.runKey(), origin.rollup()));
    }
    line(
        text,
        "events",
        "from %s until %s, in %s%s"
            .formatted(
                origin.from(),
                origin.until(),
                origin.rawDataset(),
                origin.rawSnapshotId() == null ? "" : " at snapshot " + origin.rawSnapshotId()));
    line(
        text,
        "read in",
        String.format(
            Locale.ROOT,
            "%,d micro-batches, which added %,d rows",
            origin.batches(),
            origin.rows()));
    if (!origin.complete()) {
      line(text, "not sure", origin.remark());
    }
    text.append(
            new QueryResult(
                    List.of("topic", "partition", "from", "until"),
                    origin.offsets().stream()
                        .map(
                            range ->
                                List.of(
                                    range.topic(),
                                    Integer.toString(range.partition()),
                                    Long.toString(range.from()),
                                    Long.toString(range.until())))
                        .toList())
                .table())
        .append("\nEach of them, by Spark SQL:\n")
        .append(origin.query())
        .append('\n');
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%-10s %s%n", name, value));
  }

  static String of(ColumnImpact impact) {
    String lost =
        impact.column() == null ? impact.dataset() : impact.dataset() + "." + impact.column();
    return "If %s goes, these break:\n%s\nThese places of contracts name it:\n%s\nThese read what breaks:\n%s\n"
        .formatted(
            lost,
            table(
                List.of("dataset", "kind", "columns"),
                impact.datasets().stream()
                    .map(hit -> List.of(hit.dataset(), hit.kind(), columns(hit)))
                    .toList()),
            table(
                List.of("pipeline", "kind", "name", "column"),
                impact.uses().stream()
                    .map(
                        use ->
                            List.of(
                                use.pipeline(),
                                use.kind(),
                                use.name(),
                                use.dataset() + "." + use.column()))
                    .toList()),
            table(
                List.of("consumer", "via", "dataset", "last"),
                impact.consumers().stream()
                    .map(
                        consumer ->
                            List.of(
                                consumer.name(),
                                consumer.via(),
                                consumer.dataset(),
                                consumer.lastAt().toString()))
                    .toList()));
  }

  private static String columns(Hit hit) {
    return hit.rows() ? "every row" : String.join(", ", hit.columns());
  }

  private static String table(List<String> columns, List<List<String>> rows) {
    return rows.isEmpty() ? "none" : new QueryResult(columns, rows).table();
  }
}
