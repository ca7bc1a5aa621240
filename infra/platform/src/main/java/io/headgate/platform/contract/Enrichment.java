package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Columns that events get from a reference dataset; null when it has no row for the field's value.
 *
 * @param reference name of the reference
 * @param field field of the event that holds the reference's key
 * @param columns event column by the reference's column, in the order of the latter's names
 */
public record Enrichment(String reference, String field, Map<String, String> columns) {
  public Enrichment {
    requireNonNull(reference);
    requireNonNull(field);
    columns = Collections.unmodifiableMap(new TreeMap<>(columns));
  }
}
