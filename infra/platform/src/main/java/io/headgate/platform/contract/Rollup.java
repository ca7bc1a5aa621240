package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import javax.annotation.Nullable;

/**
 * A batch dataset. Its SQL reads the view {@code events} (raw, deduplicated by event id) and yields
 * {@code window_start}, {@code window_end}, the key columns and the measures.
 *
 * @param name table and analyst view, for example {@code flights_by_origin_daily}
 * @param sql Spark SQL
 * @param grain width of its windows and partitions
 * @param key dimensions; with {@code window_start} they identify a row
 * @param finalizes the streaming aggregate whose windows this rollup makes final, or null
 * @param checks what a partition must satisfy to be published
 */
public record Rollup(
    String name,
    String sql,
    Grain grain,
    List<String> key,
    @Nullable String finalizes,
    List<Check> checks)
    implements BatchDataset {
  public Rollup {
    requireNonNull(name);
    requireNonNull(sql);
    requireNonNull(grain);
    key = List.copyOf(key);
    checks = List.copyOf(checks);
  }

  /** Dataset name, for example {@code rollup.flights_by_origin_daily}. */
  @Override
  public String dataset() {
    return "rollup." + name;
  }

  @Override
  public List<Input> inputs(PipelineContract contract) {
    return List.of(Input.events(contract, Duration.ZERO));
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
