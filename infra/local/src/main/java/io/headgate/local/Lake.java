package io.headgate.local;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.iceberg.OutcomeSafeJdbcCatalog;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Settings;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** The tables of catalog {@code lake}, without Spark. */
public record Lake(OutcomeSafeJdbcCatalog catalog) implements AutoCloseable {
  public Lake {
    requireNonNull(catalog);
  }

  /**
   * Opens it as a job does.
   *
   * @throws HeadgateException when the warehouse's bucket cannot be used
   */
  public static Lake open(Settings settings) {
    LakeAccess access = LakeAccess.of(settings);
    access.requireWarehouse();
    OutcomeSafeJdbcCatalog catalog = new OutcomeSafeJdbcCatalog();
    catalog.setConf(new Configuration());
    catalog.initialize(LakeSession.CATALOG, access.catalogProperties());
    return new Lake(catalog);
  }

  /**
   * A dataset's table as it is now.
   *
   * @throws HeadgateException when there is none
   */
  public Table table(String dataset) {
    try {
      return catalog.loadTable(TableIdentifier.parse(dataset));
    } catch (NoSuchTableException e) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot read %s.%s: the table does not exist. Run headgate apply on the pipeline's folder."
              .formatted(LakeSession.CATALOG, dataset),
          e);
    }
  }

  @Override
  public void close() {
    catalog.close();
  }
}
