package io.headgate.platform.registry;

import java.util.List;

/**
 * The overview of all datasets.
 *
 * @param openIncidents of all pipelines
 * @param datasets by name
 */
public record Standing(long openIncidents, List<DatasetStanding> datasets) {
  public Standing {
    datasets = List.copyOf(datasets);
  }
}
