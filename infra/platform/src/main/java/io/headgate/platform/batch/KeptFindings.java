package io.headgate.platform.batch;

import static org.apache.iceberg.expressions.Expressions.and;
import static org.apache.iceberg.expressions.Expressions.equal;
import static org.apache.iceberg.expressions.Expressions.greaterThanOrEqual;
import static org.apache.iceberg.expressions.Expressions.lessThan;
import static org.apache.iceberg.expressions.Expressions.notNull;

import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.PartitionState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Where the pipeline's tables keep what the checks of a run have found, and give back what those of
 * other runs did.
 *
 * @param dataset what the run makes
 */
record KeptFindings(BatchContext context, BatchDataset dataset, RunKey key)
    implements PastMeasurements {
  private static final String PARTITION = "partition";
  private static final String START = "window_start";
  private static final String RECORDED_AT = "recorded_at";

  @Override
  public Map<Instant, Double> values(String metric, Instant from, Instant until) {
    Table table = RollupTable.load(context.spark(), context.contract().metricsDataset());
    Map<Instant, Record> last = new HashMap<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table)
            .where(
                and(
                    equal("dataset", dataset.dataset()),
                    equal("metric", metric),
                    equal("state", PartitionState.PUBLISHED.name()),
                    notNull(PARTITION),
                    greaterThanOrEqual(START, LakePublisher.micros(from)),
                    lessThan(START, LakePublisher.micros(until))))
            .select(START, "value", RECORDED_AT)
            .build()) {
      for (Record row : rows) {
        last.merge(instant(row, START), row, KeptFindings::later);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return last.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, entry -> (Double) entry.getValue().getField("value")));
  }

  private static Record later(Record one, Record other) {
    return instant(one, RECORDED_AT).isAfter(instant(other, RECORDED_AT)) ? one : other;
  }

  private static Instant instant(Record row, String column) {
    return ((OffsetDateTime) row.getField(column)).toInstant();
  }

  /** The same, with the results telling where their sample is kept. */
  CheckFindings told(CheckFindings findings) {
    Map<String, Offence> offences =
        findings.offences().stream().collect(Collectors.toMap(Offence::check, Function.identity()));
    List<CheckResult> results =
        findings.results().stream()
            .map(result -> told(result, offences.get(result.name())))
            .toList();
    return new CheckFindings(results, findings.measurements(), findings.offences());
  }

  private CheckResult told(CheckResult result, Offence offence) {
    return offence == null
        ? result
        : new CheckResult(
            result.name(),
            result.outcome(),
            result.weight(),
            "%s; %d kept in %s"
                .formatted(
                    result.detail(),
                    offence.sample().size(),
                    RollupTable.sparkName(context.contract().offendingDataset())));
  }

  /** Writes them, unless an earlier attempt of the run has. */
  void keep(PartitionState state, Map<String, Long> rowsPerPartition, CheckFindings findings) {
    Common common = new Common(state.name(), OffsetDateTime.ofInstant(now(), ZoneOffset.UTC));
    append(context.contract().metricsDataset(), metrics(rowsPerPartition, findings, common));
    append(context.contract().offendingDataset(), offending(findings, common));
  }

  private Instant now() {
    return context.clock().instant();
  }

  /** What all rows of a run have. */
  private record Common(String state, OffsetDateTime recordedAt) {}

  private void append(String name, List<Map<String, Object>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    Table table = RollupTable.load(context.spark(), name);
    List<Record> records =
        rows.stream().<Record>map(GenericRecord.create(table.schema())::copy).toList();
    new RunAppend(table, key, context.window()).append(records);
  }

  private List<Map<String, Object>> metrics(
      Map<String, Long> rowsPerPartition, CheckFindings findings, Common common) {
    RunWindow window = context.window();
    Set<Measurement> all = new LinkedHashSet<>();
    for (Instant start : window.partitionStarts()) {
      long rows = rowsPerPartition.getOrDefault(window.grain().partitionKey(start), 0L);
      all.add(new Measurement(start, end(start), Measurement.ROW_COUNT, (double) rows));
    }
    all.addAll(findings.measurements());
    List<Map<String, Object>> records = new ArrayList<>();
    for (Measurement each : all) {
      Map<String, Object> row = row(each.start(), common);
      // A value of several partitions is none of one.
      row.put(PARTITION, each.end().equals(end(each.start())) ? partition(each.start()) : null);
      row.put("window_end", at(each.end()));
      row.put("metric", each.metric());
      row.put("value", each.value());
      records.add(row);
    }
    return records;
  }

  private List<Map<String, Object>> offending(CheckFindings findings, Common common) {
    List<Map<String, Object>> records = new ArrayList<>();
    for (Offence offence : findings.offences()) {
      for (Offence.Sampled sampled : offence.sample()) {
        Map<String, Object> row = row(sampled.windowStart(), common);
        row.put(PARTITION, partition(sampled.windowStart()));
        row.put("check_name", offence.check());
        row.put("reason", offence.reason());
        row.put("row", sampled.json());
        row.put("offending_rows", offence.rows());
        records.add(row);
      }
    }
    return records;
  }

  private Map<String, Object> row(Instant start, Common common) {
    Map<String, Object> row = new HashMap<>();
    row.put("dataset", dataset.dataset());
    row.put(START, at(start));
    row.put("state", common.state());
    row.put(RunAppend.RUN_KEY, key.value());
    row.put(RECORDED_AT, common.recordedAt());
    return row;
  }

  private String partition(Instant start) {
    return context.window().grain().partitionKey(start);
  }

  private Instant end(Instant partitionStart) {
    return context.window().grain().partitionEnd(partitionStart);
  }

  private static OffsetDateTime at(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
