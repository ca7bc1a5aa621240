package io.headgate.batch.ledger;

import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.LedgerRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** The runs of a batch dataset that were published, by the run keys in its snapshots. */
final class BatchSnapshotRows {
  private static final String RUN_KEY = "headgate.run-key";
  private static final Pattern KEY_OF_WAP_ID = Pattern.compile("([0-9a-f]{64})\\..*");
  private static final Pattern ADDED = Pattern.compile("(?:^|,)added-records=(\\d+)");
  private static final Pattern HOUR = Pattern.compile("-(\\d\\d)$");
  private static final int LENGTH_OF_HOUR = 13;

  private final PipelineContract contract;
  private final ContractVersions versions;

  BatchSnapshotRows(PipelineContract contract, ContractVersions versions) {
    this.contract = contract;
    this.versions = versions;
  }

  List<RebuiltRow> of(BatchDataset dataset, Table table) {
    Map<String, List<Snapshot>> runs = new LinkedHashMap<>();
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      runKey(snapshot)
          .ifPresent(key -> runs.computeIfAbsent(key, absent -> new ArrayList<>()).add(snapshot));
    }
    List<RebuiltRow> rows = new ArrayList<>();
    runs.forEach((key, snapshots) -> rows.add(row(dataset, key, snapshots)));
    return rows;
  }

  private static Optional<String> runKey(Snapshot snapshot) {
    String key = snapshot.summary().get(RUN_KEY);
    if (key != null) {
      return Optional.of(key);
    }
    String wapId = snapshot.summary().getOrDefault(SnapshotSummary.PUBLISHED_WAP_ID_PROP, "");
    Matcher matcher = KEY_OF_WAP_ID.matcher(wapId);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * @param snapshots of the run, newest first
   */
  private RebuiltRow row(BatchDataset dataset, String runKey, List<Snapshot> snapshots) {
    List<String> unknown = new ArrayList<>(List.of("contract_version", "started_at"));
    Map<String, Long> partitions = new TreeMap<>();
    long added = 0;
    boolean complete = true;
    for (Snapshot snapshot : snapshots) {
      Map<String, String> summary = snapshot.summary();
      added += Long.parseLong(summary.getOrDefault(SnapshotSummary.ADDED_RECORDS_PROP, "0"));
      complete &=
          Boolean.parseBoolean(summary.get(SnapshotSummary.PARTITION_SUMMARY_PROP))
              || "0".equals(summary.get(SnapshotSummary.CHANGED_PARTITION_COUNT_PROP));
      summary.forEach(
          (name, value) -> {
            if (name.startsWith(SnapshotSummary.CHANGED_PARTITION_PREFIX)) {
              partitions.merge(key(dataset.grain(), name), added(value), Long::sum);
            }
          });
    }
    if (!complete) {
      unknown.add("partition_rows");
      partitions.clear();
    }
    Instant committedAt = Instant.ofEpochMilli(snapshots.get(0).timestampMillis());
    return new RebuiltRow(
        new LedgerRow(
            BatchDataset.job(dataset.dataset()),
            runKey,
            0,
            dataset.dataset(),
            contract.name(),
            versions.at(committedAt),
            List.of(),
            added,
            added,
            0,
            partitions,
            snapshots.get(0).snapshotId(),
            null,
            null,
            committedAt,
            committedAt),
        unknown);
  }

  private static long added(String partitionSummary) {
    Matcher matcher = ADDED.matcher(partitionSummary);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  /** {@code 2026-11-12T05} for a partition {@code window_start_hour=2026-11-12-05}. */
  private static String key(Grain grain, String partition) {
    String value = partition.substring(partition.indexOf('=') + 1);
    return grain != Grain.DAILY && value.length() == LENGTH_OF_HOUR
        ? HOUR.matcher(value).replaceFirst("T$1")
        : value;
  }
}
