package io.headgate.registry.gate;

import static io.headgate.platform.registry.PartitionState.CHECKED;
import static io.headgate.platform.registry.PartitionState.DIRTY;
import static io.headgate.platform.registry.PartitionState.EXPECTED;
import static io.headgate.platform.registry.PartitionState.PUBLISHED;
import static io.headgate.platform.registry.PartitionState.QUARANTINED;
import static io.headgate.platform.registry.PartitionState.WRITTEN;

import io.headgate.platform.registry.PartitionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which steps a partition's life can take. */
public final class PartitionLife {
  /** States in which a partition becomes known: owed by a schedule, or there already. */
  public static final Set<PartitionState> BEGINNINGS = Set.of(EXPECTED, WRITTEN);

  private static final Map<PartitionState, List<PartitionState>> NEXT =
      Map.of(
          EXPECTED, List.of(WRITTEN),
          WRITTEN, List.of(CHECKED, QUARANTINED),
          CHECKED, List.of(WRITTEN, PUBLISHED, QUARANTINED),
          PUBLISHED, List.of(WRITTEN, DIRTY, QUARANTINED),
          DIRTY, List.of(WRITTEN, QUARANTINED),
          QUARANTINED, List.of(WRITTEN));

  private PartitionLife() {}

  /** What may follow. */
  public static List<PartitionState> next(PartitionState state) {
    return NEXT.get(state);
  }

  /**
   * The steps of a run that found a partition in a state: it wrote it anew, checked it, and then
   * published it, or did not because the checks failed.
   *
   * @param end {@code PUBLISHED} or {@code QUARANTINED}
   */
  public static List<PartitionState> run(PartitionState found, PartitionState end) {
    List<PartitionState> steps = new ArrayList<>();
    if (found != WRITTEN) {
      steps.add(WRITTEN);
    }
    if (end == PUBLISHED) {
      steps.add(CHECKED);
    }
    steps.add(end);
    return List.copyOf(steps);
  }
}
