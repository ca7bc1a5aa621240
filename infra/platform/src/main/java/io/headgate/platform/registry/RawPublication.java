package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.registry.RunReport.Publication;
import javax.annotation.Nullable;

/**
 * A state of raw that was checked, for the registry to show to readers of catalog {@code
 * published}.
 *
 * @param dataset for example {@code raw.flights}
 * @param pipeline pipeline name
 * @param after the snapshot that readers saw when the check began, or null when they saw none: what
 *     came since then is what was checked
 * @param publication where the state stands
 */
public record RawPublication(
    String dataset, String pipeline, @Nullable Long after, Publication publication) {
  public RawPublication {
    requireNonNull(dataset);
    requireNonNull(pipeline);
    requireNonNull(publication);
  }
}
