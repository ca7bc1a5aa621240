package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import javax.annotation.Nullable;

/**
 * How a dataset stands, of the overview of all.
 *
 * @param open whether its gate is open; null for what has none
 * @param since when its gate opened or shut, or null when that is not known
 * @param ageSeconds time since the end of the newest complete data; null while there is none
 * @param slaSeconds time after its end at which a window must be complete
 * @param late windows that are late now
 * @param openIncidents incidents of the dataset; those of a whole pipeline, of a query and of a
 *     rule count for raw
 */
public record DatasetStanding(
    String dataset,
    String pipeline,
    Dataset.Kind kind,
    @Nullable Boolean open,
    @Nullable Instant since,
    @Nullable Long ageSeconds,
    long slaSeconds,
    long late,
    long openIncidents) {
  public DatasetStanding {
    requireNonNull(dataset);
    requireNonNull(pipeline);
    requireNonNull(kind);
  }
}
