package io.headgate.batch.reconcile;

import io.headgate.batch.reconcile.LedgerBatches.Place;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.Reconciliation.Balance;
import io.headgate.platform.registry.Reconciliation.Kind;
import io.headgate.platform.registry.Reconciliation.OffsetFinding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/** Sums per batch and per topic partition. */
final class OffsetCounts {
  private static final class Sums {
    private long raw;
    private long quarantined;
    private final Map<Kind, Long> others = new EnumMap<>(Kind.class);
  }

  private final LedgerBatches batches;
  private final Map<Place, OffsetRange> spans;
  private final Map<Integer, BatchCounts> counts = new HashMap<>();
  private final Map<Place, Sums> sums = new HashMap<>();

  OffsetCounts(LedgerBatches batches, Map<Place, OffsetRange> spans) {
    this.batches = batches;
    this.spans = spans;
    spans.keySet().forEach(place -> sums.put(place, new Sums()));
  }

  /** Topic, partition, batch; rows in raw, rows in quarantine, rows beyond an offset's first. */
  void addStored(Row row) {
    Sums of = sums.get(new Place(row.getString(0), row.getInt(1)));
    of.raw += row.getLong(3);
    of.quarantined += row.getLong(4);
    long repeats = row.getLong(5);
    counts.put(
        row.getInt(2),
        of(row.getInt(2)).plusStored(row.getLong(3) + row.getLong(4) - repeats, repeats));
  }

  /** Batch, kind, offsets. */
  void addAbsent(Row row) {
    int batch = row.getInt(0);
    switch (Kind.valueOf(row.getString(1))) {
      case MISSING -> counts.put(batch, of(batch).plusUnstored(row.getLong(2)));
      case NO_LONGER_IN_TOPIC -> counts.put(batch, of(batch).plusAged(row.getLong(2)));
      default -> counts.putIfAbsent(batch, BatchCounts.NONE);
    }
  }

  /** Topic, partition, kind, offsets. */
  void addKind(Row row) {
    sums.get(new Place(row.getString(0), row.getInt(1)))
        .others
        .put(Kind.valueOf(row.getString(2)), row.getLong(3));
  }

  /** The kinds of which any partition has an offset. */
  Set<Kind> kinds() {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    sums.values().forEach(each -> kinds.addAll(each.others.keySet()));
    return kinds;
  }

  /** Batches of which the filter left out all that is not stored. */
  List<Integer> filteredBatches() {
    return IntStream.range(0, batches.rows().size())
        .filter(batch -> of(batch).isFiltered(batches.rows().get(batch)))
        .boxed()
        .toList();
  }

  /** The ranges of batches whose numbers do not fit what is there. */
  List<OffsetFinding> unbalanced() {
    List<OffsetFinding> findings = new ArrayList<>();
    for (int batch = 0; batch < batches.rows().size(); batch++) {
      if (of(batch).isUnbalanced(batches.rows().get(batch))) {
        for (OffsetRange range : batches.rows().get(batch).offsets()) {
          findings.add(
              new OffsetFinding(
                  range.topic(), range.partition(), range.from(), range.until(), Kind.UNBALANCED));
        }
      }
    }
    return findings;
  }

  List<Balance> balances() {
    return spans.values().stream()
        .map(
            span -> {
              Sums of = sums.get(new Place(span.topic(), span.partition()));
              return new Balance(
                  span.topic(),
                  span.partition(),
                  span.from(),
                  span.until(),
                  of.raw,
                  of.quarantined,
                  of.others);
            })
        .sorted(Comparator.comparing(Balance::topic).thenComparing(Balance::partition))
        .toList();
  }

  private BatchCounts of(int batch) {
    return counts.getOrDefault(batch, BatchCounts.NONE);
  }
}
