package io.headgate.streaming.host;

import io.headgate.platform.registry.PartitionLag;
import io.headgate.platform.registry.QueryReport;
import java.util.List;
import javax.annotation.Nullable;

/** Something whose standing the registry is told. */
interface Reported {
  String name();

  /** What it reads and is behind in; null when it reads nothing. */
  @Nullable
  QuerySource source();

  /**
   * Where it stands now.
   *
   * @param lag empty when it is not known
   */
  QueryReport report(List<PartitionLag> lag);

  /** Whether its next report is its last. */
  default boolean isOver() {
    return false;
  }
}
