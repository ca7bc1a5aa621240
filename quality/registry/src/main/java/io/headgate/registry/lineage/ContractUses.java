package io.headgate.registry.lineage;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Check;
import io.headgate.platform.contract.Enrichment;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.contract.Rule;
import io.headgate.platform.contract.Source;
import io.headgate.platform.registry.ColumnImpact.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a contract names columns beside its SQL: filter, rules, keys and checks. */
public final class ContractUses {
  private static final Pattern WORD =
      Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|[\\p{L}_][\\p{L}\\p{N}_]*");

  private final PipelineContract contract;
  private final Map<String, Set<String>> gone;
  private final List<Use> uses = new ArrayList<>();

  private ContractUses(PipelineContract contract, Map<String, Set<String>> gone) {
    this.contract = contract;
    this.gone = gone;
  }

  /**
   * The uses of columns that go.
   *
   * @param gone columns that go, by dataset
   */
  public static List<Use> of(PipelineContract contract, Map<String, Set<String>> gone) {
    ContractUses uses = new ContractUses(contract, gone);
    uses.find();
    return uses.uses;
  }

  private void find() {
    for (Source source : contract.sources()) {
      ofEvents(source.topic());
    }
    contract.enrichments().forEach(this::ofReference);
    for (Aggregate aggregate : contract.aggregates()) {
      keys(aggregate.name(), aggregate.key(), aggregate.name());
    }
    for (Rollup rollup : contract.rollups()) {
      keys(rollup.dataset(), rollup.key(), rollup.name());
      rollup.checks().forEach(check -> ofCheck(rollup.dataset(), check));
    }
    for (BatchDataset curated : contract.curated()) {
      keys(curated.dataset(), curated.key(), curated.name());
      curated.checks().forEach(check -> ofCheck(curated.dataset(), check));
    }
  }

  private void ofEvents(String topic) {
    for (String column : gone(topic)) {
      if (contract.filter() != null && mentions(contract.filter(), column)) {
        add("FILTER", topic, column, contract.filter());
      }
      for (Rule rule : contract.rules()) {
        if (mentions(rule.expression(), column)) {
          add("RULE", topic, column, rule.name());
        }
      }
      if (contract.eventId().equals(column)) {
        add("EVENT_ID", topic, column, contract.eventId());
      }
      if (contract.eventTime().field().equals(column)) {
        add("EVENT_TIME", topic, column, contract.eventTime().field());
      }
      for (Enrichment enrichment : contract.enrichments()) {
        if (enrichment.field().equals(column)) {
          add("ENRICHMENT", topic, column, enrichment.reference());
        }
      }
    }
  }

  private void ofReference(Enrichment enrichment) {
    contract
        .reference(enrichment.reference())
        .ifPresent(
            reference ->
                gone(reference.dataset()).stream()
                    .filter(
                        column ->
                            column.equals(reference.key())
                                || enrichment.columns().containsKey(column))
                    .forEach(
                        column ->
                            add("ENRICHMENT", reference.dataset(), column, reference.name())));
  }

  private void keys(String dataset, List<String> key, String name) {
    gone(dataset).stream()
        .filter(key::contains)
        .forEach(column -> add("KEY", dataset, column, name));
  }

  private void ofCheck(String dataset, Check check) {
    if (check instanceof Check.InReference in) {
      ofKey(in);
    }
    for (String column : gone(dataset)) {
      boolean names;
      if (check instanceof Check.NotNull notNull) {
        names = notNull.column().equals(column);
      } else if (check instanceof Check.Unique unique) {
        names = unique.columns().contains(column);
      } else if (check instanceof Check.Range range) {
        names = range.column().equals(column);
      } else if (check instanceof Check.AllowedValues allowed) {
        names = allowed.column().equals(column);
      } else if (check instanceof Check.InReference in) {
        names = in.column().equals(column);
      } else if (check instanceof Check.Freshness freshness) {
        names = freshness.column().equals(column);
      } else if (check instanceof Check.CustomSql custom) {
        names = mentions(custom.expression(), column);
      } else if (check instanceof Check.Comparison comparison) {
        names =
            mentions(comparison.expression(), column)
                || (check instanceof Check.Distribution distribution
                    && distribution.column().equals(column));
      } else {
        names = false;
      }
      if (names) {
        add("CHECK", dataset, column, check.name());
      }
    }
  }

  private void ofKey(Check.InReference check) {
    contract
        .reference(check.reference())
        .filter(reference -> gone(reference.dataset()).contains(reference.key()))
        .ifPresent(reference -> add("CHECK", reference.dataset(), reference.key(), check.name()));
  }

  private List<String> gone(String dataset) {
    return gone.getOrDefault(dataset, Set.of()).stream().sorted().toList();
  }

  private void add(String kind, String dataset, String column, String name) {
    uses.add(new Use(contract.name(), kind, dataset, column, name));
  }

  /** Whether an expression has the column among its words, texts in quotes left out. */
  static boolean mentions(String expression, String column) {
    Matcher words = WORD.matcher(expression);
    while (words.find()) {
      if (words.group().equalsIgnoreCase(column)) {
        return true;
      }
    }
    return false;
  }
}
