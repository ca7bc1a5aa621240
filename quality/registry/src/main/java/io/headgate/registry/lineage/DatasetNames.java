package io.headgate.registry.lineage;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Knows our own datasets again under the names that other systems give them: a topic by Kafka, a
 * table of catalog {@code lake} or {@code published} by Trino, Spark or Iceberg, a ClickHouse table
 * by its database. Everything else is {@code <namespace>/<name>}.
 */
public final class DatasetNames {
  /** The namespace of what a pipeline fills or reads. */
  public static final String OURS = "headgate";

  private static final String SERVING = "serving.";
  private static final String ANALYST = "analyst.";
  private static final List<String> CATALOGS = List.of("lake.", "published.");

  private final Set<String> known;

  /**
   * @param known names of datasets, topics and serving tables
   */
  public DatasetNames(Set<String> known) {
    this.known = Set.copyOf(known);
  }

  /** The name by which the registry knows the dataset. */
  public String of(LineageDataset dataset) {
    return Stream.concat(Stream.of(dataset), dataset.aliases().stream())
        .flatMap(name -> ours(name.namespace(), name.name()).stream())
        .findFirst()
        .orElseGet(() -> foreign(dataset.namespace(), dataset.name()));
  }

  /** As {@link #of(LineageDataset)}, for a name without facets. */
  public String of(String namespace, String name) {
    return ours(namespace, name).orElseGet(() -> foreign(namespace, name));
  }

  private static String foreign(String namespace, String name) {
    return namespace + (name.startsWith("/") ? "" : "/") + name;
  }

  private Optional<String> ours(String namespace, String name) {
    if (namespace.equals(OURS)) {
      return known(name);
    }
    int scheme = namespace.indexOf("://");
    return switch (scheme < 0 ? namespace : namespace.substring(0, scheme)) {
      case "kafka" -> known(name);
      case "clickhouse" ->
          known(name.startsWith(ANALYST) ? SERVING + name.substring(ANALYST.length()) : name)
              .filter(table -> table.startsWith(SERVING));
      default -> inCatalog(name);
    };
  }

  private Optional<String> inCatalog(String name) {
    return CATALOGS.stream()
        .filter(name::startsWith)
        .flatMap(catalog -> known(name.substring(catalog.length())).stream())
        .findFirst();
  }

  private Optional<String> known(String name) {
    return known.contains(name) ? Optional.of(name) : Optional.empty();
  }
}
