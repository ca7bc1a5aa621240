package io.headgate.platform.spark;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.iceberg.OutcomeSafeJdbcCatalog;
import io.headgate.platform.job.Settings;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.CatalogProperties;

/**
 * Where the lake is and who enters.
 *
 * @param url JDBC URL of the PostgreSQL database and schema that hold the catalog's tables
 * @param user PostgreSQL role
 * @param password its password
 * @param warehouse URI of the folder of all tables, {@code file:///...} or {@code s3://...}
 */
public record LakeAccess(String url, String user, String password, String warehouse) {
  public LakeAccess {
    requireNonNull(url);
    requireNonNull(user);
    requireNonNull(password);
    requireNonNull(warehouse);
  }

  /** As a job's settings say. */
  public static LakeAccess of(Settings settings) {
    return new LakeAccess(
        settings.catalogUrl(),
        settings.catalogUser(),
        settings.catalogPassword(),
        settings.catalogWarehouse());
  }

  /** The properties of {@link OutcomeSafeJdbcCatalog}, with Iceberg's keys. */
  public Map<String, String> catalogProperties() {
    Map<String, String> properties = new HashMap<>();
    properties.put(CatalogProperties.URI, url);
    properties.put("jdbc.user", user);
    properties.put("jdbc.password", password);
    properties.put("jdbc.schema-version", "V1");
    properties.put(CatalogProperties.WAREHOUSE_LOCATION, warehouse);
    if (warehouse.startsWith("s3")) {
      properties.put(CatalogProperties.FILE_IO_IMPL, "org.apache.iceberg.aws.s3.S3FileIO");
    }
    return properties;
  }

  @Override
  public String toString() {
    return "LakeAccess[url=%s, user=%s, warehouse=%s]".formatted(url, user, warehouse);
  }
}
