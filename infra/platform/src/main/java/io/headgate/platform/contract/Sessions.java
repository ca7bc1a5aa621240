package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.annotation.Nullable;

/**
 * Sessions: the events of one key with less than a gap between each and the next. A session closes
 * a gap after its last event, and belongs to the day in which it closed. So a day needs no event of
 * the days after it, what is published is over, and a late event changes its own day and later
 * ones. One that goes on over a second midnight is cut there, which bounds what a day reads.
 *
 * @param name table, for example {@code visits}
 * @param by columns of the events whose equal values make a key; events with a null there have no
 *     session
 * @param gap a session is closed when it has had no event for so long; null means 30 minutes
 * @param filter Spark SQL; only events for which it is true count. Null takes them all
 * @param measures columns beside {@code started_at}, {@code ended_at} (the last event), {@code
 *     closed_at} and {@code events}
 * @param checks what a partition must satisfy to be published
 */
public record Sessions(
    String name,
    List<String> by,
    @Nullable Duration gap,
    @Nullable String filter,
    @Nullable List<Measure> measures,
    List<Check> checks)
    implements BatchDataset {
  /** Nobody who comes back so late is still at the same thing. */
  public static final Duration DEFAULT_GAP = Duration.ofMinutes(30);

  static final Duration LOOK_BACK = Duration.ofDays(1);

  public Sessions {
    requireNonNull(name);
    by = List.copyOf(by);
    gap = gap == null ? DEFAULT_GAP : gap;
    measures = measures == null ? List.of() : List.copyOf(measures);
    checks = List.copyOf(checks);
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
    return Stream.concat(by.stream(), Stream.of("started_at")).toList();
  }

  /**
   * The day before holds where a session that closed in the window can have begun. One gap more
   * tells whether it began there, and another that a day begins a gap before midnight for events,
   * as sessions close a gap after them.
   */
  @Override
  public List<Input> inputs(PipelineContract contract) {
    return List.of(Input.events(contract, LOOK_BACK.plus(gap.multipliedBy(2))));
  }

  @Override
  public String sql(PipelineContract contract) {
    return SessionSql.of(this, contract.eventTime().field(), contract.eventId());
  }
}
