package io.headgate.platform.spark;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.iceberg.OutcomeSafeJdbcCatalog;
import io.headgate.platform.job.Setting;
import io.headgate.platform.job.Settings;
import io.headgate.platform.s3.BucketCheck;
import io.headgate.platform.s3.ObjectStore;
import io.headgate.platform.s3.S3Location;
import java.util.HashMap;
import java.util.Map;
import javax.annotation.Nullable;
import org.apache.iceberg.CatalogProperties;

/**
 * Where the lake is and who enters.
 *
 * @param url JDBC URL of the PostgreSQL database and schema that hold the catalog's tables
 * @param user PostgreSQL role
 * @param password its password
 * @param warehouse URI of the folder of all tables, {@code file:///...} or {@code s3://...}
 * @param store the object store that has warehouse or checkpoints, or null when both are folders
 */
public record LakeAccess(
    String url, String user, String password, String warehouse, @Nullable ObjectStore store) {
  public LakeAccess {
    requireNonNull(url);
    requireNonNull(user);
    requireNonNull(password);
    requireNonNull(warehouse);
  }

  /** A lake without an object store. */
  public LakeAccess(String url, String user, String password, String warehouse) {
    this(url, user, password, warehouse, null);
  }

  /** As a job's settings say. */
  public static LakeAccess of(Settings settings) {
    return new LakeAccess(
        settings.catalogUrl(),
        settings.catalogUser(),
        settings.catalogPassword(),
        settings.catalogWarehouse(),
        ObjectStore.of(settings).orElse(null));
  }

  /**
   * Returns when the warehouse's bucket can be used, or the warehouse is no bucket's.
   *
   * @throws io.headgate.platform.job.HeadgateException which names what is wrong
   */
  public void requireWarehouse() {
    if (store != null && S3Location.isMeant(warehouse)) {
      new BucketCheck(store, Setting.CATALOG_WAREHOUSE.key(), warehouse).require();
    }
  }

  /** The properties of {@link OutcomeSafeJdbcCatalog}, with Iceberg's keys. */
  public Map<String, String> catalogProperties() {
    Map<String, String> properties = new HashMap<>();
    properties.put(CatalogProperties.URI, url);
    properties.put("jdbc.user", user);
    properties.put("jdbc.password", password);
    properties.put("jdbc.schema-version", "V1");
    properties.put(CatalogProperties.WAREHOUSE_LOCATION, warehouse);
    if (store != null && S3Location.isMeant(warehouse)) {
      properties.putAll(store.icebergProperties());
    }
    return properties;
  }

  @Override
  public String toString() {
    return "LakeAccess[url=%s, user=%s, warehouse=%s]".formatted(url, user, warehouse);
  }
}
