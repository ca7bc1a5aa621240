package io.headgate.platform.iceberg;

import java.sql.SQLException;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/** A catalog whose first commit is applied, and whose connection breaks before it says so. */
final class LosesAcknowledgement implements TableOperations {
  private final TableOperations operations;
  private final Runnable afterwards;
  private int lost;

  /**
   * @param afterwards what happens between the commit and its author's next look
   */
  LosesAcknowledgement(TableOperations operations, Runnable afterwards) {
    this.operations = operations;
    this.afterwards = afterwards;
  }

  int lost() {
    return lost;
  }

  @Override
  public void commit(TableMetadata base, TableMetadata metadata) {
    operations.commit(base, metadata);
    if (lost == 0) {
      lost++;
      afterwards.run();
      throw new UncheckedSQLException(new SQLException("connection reset"), "Unknown failure");
    }
  }

  @Override
  public TableMetadata current() {
    return operations.current();
  }

  @Override
  public TableMetadata refresh() {
    return operations.refresh();
  }

  @Override
  public FileIO io() {
    return operations.io();
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return operations.metadataFileLocation(fileName);
  }

  @Override
  public LocationProvider locationProvider() {
    return LocationProviders.locationsFor(current().location(), current().properties());
  }
}
