package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.List;
import javax.annotation.Nullable;

/**
 * A batch dataset. Its SQL yields {@code window_start}, {@code window_end}, the key columns, the
 * measures, and in binary columns the mergeable states of rollups above it. It reads the view
 * {@code events} (raw, deduplicated by event id), or the rows of a finer rollup under its name.
 *
 * @param name table and analyst view, for example {@code flights_by_origin_daily}
 * @param sql Spark SQL
 * @param grain width of its windows and partitions
 * @param key dimensions; with {@code window_start} they identify a row
 * @param finalizes the streaming aggregate whose windows this rollup makes final, or null
 * @param from name of the rollup that it is made of, or null when that is raw
 * @param checks what a partition must satisfy to be published
 */
public record Rollup(
    String name,
    String sql,
    Grain grain,
    List<String> key,
    @Nullable String finalizes,
    // Left out where there is none, so that a contract of before is still the same contract.
    @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) String from,
    List<Check> checks)
    implements BatchDataset {
  static final String NAMESPACE = "rollup.";

  public Rollup {
    requireNonNull(name);
    requireNonNull(sql);
    requireNonNull(grain);
    key = List.copyOf(key);
    checks = List.copyOf(checks);
  }

  /** One that is made of raw. */
  public Rollup(
      String name,
      String sql,
      Grain grain,
      List<String> key,
      @Nullable String finalizes,
      List<Check> checks) {
    this(name, sql, grain, key, finalizes, null, checks);
  }

  /** Dataset name, for example {@code rollup.flights_by_origin_daily}. */
  @Override
  public String dataset() {
    return NAMESPACE + name;
  }

  @Override
  public List<Input> inputs(PipelineContract contract) {
    return List.of(
        from == null
            ? Input.events(contract, Duration.ZERO)
            : new Input(NAMESPACE + from, from, null, null));
  }

  @Override
  public String sql(PipelineContract contract) {
    return sql;
  }

  /** The ClickHouse table, and analyst view, that shows its rows. */
  public String servingTable() {
    return finalizes == null ? name : finalizes;
  }
}
