package io.headgate.local.top;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.registry.ActivityClient;
import io.headgate.platform.registry.MaintenanceReport;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.Standing;
import io.headgate.platform.registry.WriterActivity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the registry knows at one instant.
 *
 * @param activity what was committed in the last {@link #WHILE}
 * @param maintenance the newest report of each dataset and action
 */
public record TopFacts(
    Instant asOf,
    List<QueryReport> queries,
    List<WriterActivity> activity,
    Standing standing,
    List<MaintenanceReport> maintenance) {
  /** Over which rates are taken. */
  public static final Duration WHILE = Duration.ofMinutes(1);

  public TopFacts {
    requireNonNull(asOf);
    queries = List.copyOf(queries);
    activity = List.copyOf(activity);
    requireNonNull(standing);
    maintenance = List.copyOf(maintenance);
  }

  /** Asks for them; errors are those of the client. */
  public static TopFacts ask(RegistryClient registry, Instant now) {
    ActivityClient activity = registry.activity();
    return new TopFacts(
        now,
        registry.queries(),
        activity.writers(WHILE),
        activity.standing(),
        activity.maintenance());
  }
}
