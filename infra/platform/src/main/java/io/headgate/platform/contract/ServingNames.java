package io.headgate.platform.contract;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names that a pipeline's tables in ClickHouse cannot have, as Headgate's own have them. Each table
 * stands in database {@code serving}, and a view of its name in {@code analyst}.
 */
public final class ServingNames {
  /** Tables and views that all pipelines share, as {@code sql/clickhouse} makes them. */
  public static final Set<String> SHARED =
      Set.of("alert_buckets", "corrections", "published_windows");

  /** What a rebuild makes beside the table of an aggregate, and drops. */
  private static final Pattern GENERATION = Pattern.compile(".+__g\\d+(_twin)?");

  private ServingNames() {}

  /**
   * The datasets that go by a name in ClickHouse and among the metrics: an aggregate, and a rollup.
   * Only one of them can be there, whichever pipelines they are of.
   */
  public static List<String> datasets(String name) {
    return List.of(name, Rollup.NAMESPACE + name);
  }

  /** What has the name already; empty when it is free. */
  static Optional<String> takenBy(String name) {
    if (SHARED.contains(name)) {
      return Optional.of("Headgate's own table serving." + name);
    }
    return GENERATION.matcher(name).matches()
        ? Optional.of("what the rebuild of an aggregate makes and drops")
        : Optional.empty();
  }
}
