package io.headgate.compaction;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What can be done for a table, in the order in which it is done. */
public enum UpkeepKind {
  /** Removes partitions that the contract no longer keeps. */
  RETENTION("retention"),
  /** Makes large files of small ones. */
  BIN_PACK("bin-pack"),
  /** Puts near rows together, so that queries skip files. */
  CLUSTER("cluster"),
  /** Makes few manifests of many. */
  MANIFESTS("manifests"),
  /** Removes old snapshots, and the files that only they have. */
  SNAPSHOTS("snapshots"),
  /** Removes files that no snapshot has. */
  ORPHANS("orphans");

  private final String flag;

  UpkeepKind(String flag) {
    this.flag = flag;
  }

  /**
   * The kind of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static UpkeepKind of(String flag) {
    return Arrays.stream(values())
        .filter(kind -> kind.flag.equals(flag))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is no action; give some of %s"
                        .formatted(
                            flag,
                            Arrays.stream(values())
                                .map(UpkeepKind::toString)
                                .collect(Collectors.joining(", ")))));
  }

  @Override
  public String toString() {
    return flag;
  }
}
