package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A table that SQL makes of several datasets, event types and days: curated tables, joins,
 * features.
 *
 * @param name table, for example {@code origin_features}
 * @param sql Spark SQL over the views of its inputs and {@link BatchDataset#WINDOWS}; yields {@code
 *     window_start}, {@code window_end} and the key columns
 * @param grain width of its windows and partitions
 * @param key with {@code window_start} they identify a row
 * @param inputs what it reads, and how far back
 * @param checks what a partition must satisfy to be published
 */
public record Transform(
    String name, String sql, Grain grain, List<String> key, List<Input> inputs, List<Check> checks)
    implements BatchDataset {
  static final String NAMESPACE = "curated.";

  public Transform {
    requireNonNull(name);
    requireNonNull(sql);
    requireNonNull(grain);
    key = List.copyOf(key);
    inputs = List.copyOf(inputs);
    checks = List.copyOf(checks);
  }

  @Override
  public String dataset() {
    return NAMESPACE + name;
  }

  @Override
  public List<Input> inputs(PipelineContract contract) {
    return inputs;
  }

  @Override
  public String sql(PipelineContract contract) {
    return sql;
  }
}
