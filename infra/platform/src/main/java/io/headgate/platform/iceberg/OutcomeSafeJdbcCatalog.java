package io.headgate.platform.iceberg;

import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.jdbc.JdbcCatalog;

/**
 * Iceberg's JDBC catalog without its blind retry: when the connection breaks during a commit, the
 * caller gets {@link org.apache.iceberg.jdbc.UncheckedSQLException}, which means that the outcome
 * is unknown. Look for the run key or the epoch marker in the table's snapshots before anything
 * else.
 *
 * <p>Spark takes it by {@code catalog-impl}.
 */
public final class OutcomeSafeJdbcCatalog extends JdbcCatalog {
  public OutcomeSafeJdbcCatalog() {
    super(
        null,
        properties -> new OutcomeSafeClientPool(properties.get(CatalogProperties.URI), properties),
        false);
  }
}
