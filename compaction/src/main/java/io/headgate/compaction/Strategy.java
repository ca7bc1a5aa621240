package io.headgate.compaction;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How a rewrite arranges rows in files. */
public enum Strategy {
  /** Small files become large ones; rows stay in the order in which they are read. */
  BIN_PACK("bin-pack"),
  /** Rows that are near in several columns come into one file, so that queries can skip others. */
  Z_ORDER("z-order"),
  /** Rows in the order of one column after the other; best when queries fix the first. */
  SORT("sort"),
  /** Whichever of the other two lets the recorded queries skip more; never a layout's own. */
  MEASURED("measured");

  private final String flag;

  Strategy(String flag) {
    this.flag = flag;
  }

  /**
   * The strategy of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Strategy of(String flag) {
    return Arrays.stream(values())
        .filter(strategy -> strategy.flag.equals(flag))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is no strategy; give %s"
                        .formatted(
                            flag,
                            Arrays.stream(values())
                                .map(Strategy::toString)
                                .collect(Collectors.joining(", ")))));
  }

  @Override
  public String toString() {
    return flag;
  }
}
