package io.headgate.registry.consumer;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Enrichment;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.contract.Rule;
import java.util.ArrayList;
import java.util.List;

/** Who reads a column of a pipeline's events, as its contract tells. */
final class ColumnUses {
  private static final String BY_WORD =
      "has as a word in its SQL (which may be another thing of that name)";

  private final PipelineContract contract;
  private final String column;
  private final List<ColumnUse> uses = new ArrayList<>();

  private ColumnUses(PipelineContract contract, String column) {
    this.contract = contract;
    this.column = column;
  }

  static List<ColumnUse> of(PipelineContract contract, String column) {
    ColumnUses uses = new ColumnUses(contract, column);
    uses.identity();
    uses.conditions();
    uses.enrichments();
    contract.aggregates().forEach(uses::aggregate);
    contract.rollups().forEach(uses::rollup);
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
    dataset(
        "aggregate " + aggregate.name(), aggregate.sql(), aggregate.key(), aggregate.name(), true);
  }

  private void rollup(Rollup rollup) {
    // The table of a rollup that finalizes an aggregate is the aggregate's, which is told already.
    dataset(
        "rollup " + rollup.name(),
        rollup.sql(),
        rollup.key(),
        rollup.servingTable(),
        rollup.finalizes() == null);
  }

  private void dataset(
      String consumer, String sql, List<String> key, String table, boolean tellsTable) {
    boolean isKey = key.contains(column);
    if (!isKey && !SqlWords.of(sql).mayUse(column)) {
      return;
    }
    uses.add(new ColumnUse(consumer, isKey ? "has as a key" : BY_WORD, isKey));
    if (isKey && tellsTable) {
      uses.add(new ColumnUse("ClickHouse table serving." + table, "is ordered by", true));
    }
  }
}
