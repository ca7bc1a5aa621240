package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import javax.annotation.Nullable;

/**
 * How far each key came in ordered steps within a time limit: one row per key and day. An event of
 * the first step begins an attempt, which is over when the limit has passed and belongs to the day
 * in which it was over. So, as with {@link Sessions}, a day needs no event of the days after it.
 *
 * @param name table, for example {@code checkout}
 * @param by columns of the events whose equal values make a key; events with a null there count
 *     nowhere
 * @param within all steps are taken less than so long after the first; at most a day
 * @param filter Spark SQL; only events for which it is true count. Null takes them all
 * @param steps in their order, two or more; each by a later event than the one before
 * @param checks what a partition must satisfy to be published
 */
public record Funnel(
    String name,
    List<String> by,
    Duration within,
    @Nullable String filter,
    List<Step> steps,
    List<Check> checks)
    implements BatchDataset {
  public Funnel {
    requireNonNull(name);
    by = List.copyOf(by);
    requireNonNull(within);
    steps = List.copyOf(steps);
    checks = List.copyOf(checks);
  }

  /**
   * One step.
   *
   * @param condition Spark SQL over an event, true when it takes the step
   */
  public record Step(String name, String condition) {
    public Step {
      requireNonNull(name);
      requireNonNull(condition);
    }
  }

  @Override
  public String dataset() {
    return Transform.NAMESPACE + name;
  }

  @Override
  public Grain grain() {
    return Grain.DAILY;
  }

  @Override
  public List<String> key() {
    return by;
  }

  @Override
  public List<Input> inputs(PipelineContract contract) {
    return List.of(Input.events(contract, within));
  }

  @Override
  public String sql(PipelineContract contract) {
    return FunnelSql.of(this, contract.eventTime().field(), contract.eventId());
  }
}
