package io.headgate.registry.consumer;

import static java.util.stream.Collectors.joining;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Enrichment;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.contract.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;

/**
 * Who reads a column of a pipeline's events, as its contract tells. Of the SQL of datasets counts
 * what was recorded when the contract was applied; where nothing was, and of rules and filters, the
 * words.
 */
final class ColumnUses {
  private static final String AS_KEY = "has as a key";
  private static final String BY_WORD =
      "has as a word in its SQL (which may be another thing of that name)";

  private final PipelineContract contract;
  private final RecordedUses recorded;
  private final String column;
  private final List<ColumnUse> uses = new ArrayList<>();

  private ColumnUses(TopicReader reader, String column) {
    this.contract = reader.contract();
    this.recorded = reader.recorded();
    this.column = column;
  }

  static List<ColumnUse> of(TopicReader reader, String column) {
    ColumnUses uses = new ColumnUses(reader, column);
    uses.identity();
    uses.conditions();
    uses.enrichments();
    reader.contract().aggregates().forEach(uses::aggregate);
    reader.contract().rollups().forEach(uses::rollup);
    reader.contract().curated().forEach(uses::curated);
    return List.copyOf(uses.uses);
  }

  private void identity() {
    String pipeline = "pipeline " + contract.name();
    if (column.equals(contract.eventId())) {
      uses.add(new ColumnUse(pipeline, "names as its event_id", true));
    }
    if (column.equals(contract.eventTime().field())) {
      uses.add(new ColumnUse(pipeline, "names as its event_time", true));
    }
  }

  private void conditions() {
    if (contract.filter() != null && SqlWords.of(contract.filter()).mayUse(column)) {
      uses.add(new ColumnUse("filter of pipeline " + contract.name(), BY_WORD, false));
    }
    for (Rule rule : contract.rules()) {
      if (SqlWords.of(rule.expression()).mayUse(column)) {
        uses.add(
            new ColumnUse(
                "rule %s of pipeline %s".formatted(rule.name(), contract.name()), BY_WORD, false));
      }
    }
  }

  private void enrichments() {
    for (Enrichment enrichment : contract.enrichments()) {
      if (column.equals(enrichment.field())) {
        uses.add(
            new ColumnUse(
                "enrichment of pipeline %s from %s"
                    .formatted(contract.name(), enrichment.reference()),
                "looks up by",
                false));
      }
    }
  }

  private void aggregate(Aggregate aggregate) {
    Optional<String> how =
        recorded.knows(aggregate.name())
            ? recorded(aggregate.name(), aggregate.key())
            : byWord(aggregate.sql(), aggregate.key());
    how.ifPresent(words -> dataset("aggregate " + aggregate.name(), words, aggregate.name()));
  }

  private void rollup(Rollup rollup) {
    Optional<String> how =
        recorded.knows(rollup.dataset())
            ? recorded(rollup.dataset(), rollup.key())
            : rollup.from() == null ? byWord(rollup.sql(), rollup.key()) : Optional.empty();
    // The table of a rollup that finalizes an aggregate is the aggregate's, which is told already.
    how.ifPresent(
        words ->
            dataset(
                "rollup " + rollup.name(),
                words,
                rollup.finalizes() == null ? rollup.servingTable() : null));
  }

  private void curated(BatchDataset curated) {
    Optional<String> how =
        recorded.knows(curated.dataset())
            ? recorded(curated.dataset(), curated.key())
            : byWord(curated.sql(contract), curated.key());
    how.ifPresent(words -> dataset("curated table " + curated.name(), words, null));
  }

  /** How a dataset that was recorded uses the column; empty when it does not. */
  private Optional<String> recorded(String dataset, List<String> key) {
    List<RecordedUses.Edge> edges = recorded.of(dataset, column);
    if (edges.isEmpty()) {
      return Optional.empty();
    }
    if (edges.stream().anyMatch(edge -> edge.same() && key.contains(edge.to()))) {
      return Optional.of(AS_KEY);
    }
    String made =
        edges.stream()
            .map(RecordedUses.Edge::to)
            .filter(name -> !name.equals(RecordedUses.ROWS))
            .distinct()
            .sorted()
            .collect(joining(", "));
    return Optional.of(made.isEmpty() ? "chooses its rows by" : "makes %s of".formatted(made));
  }

  private Optional<String> byWord(String sql, List<String> key) {
    if (key.contains(column)) {
      return Optional.of(AS_KEY);
    }
    return SqlWords.of(sql).mayUse(column) ? Optional.of(BY_WORD) : Optional.empty();
  }

  /**
   * Adds a dataset's use.
   *
   * @param table its ClickHouse table, or null when that is told otherwise
   */
  private void dataset(String consumer, String how, @Nullable String table) {
    boolean isKey = how.equals(AS_KEY);
    uses.add(new ColumnUse(consumer, how, isKey));
    if (isKey && table != null) {
      uses.add(new ColumnUse("ClickHouse table serving." + table, "is ordered by", true));
    }
  }
}
