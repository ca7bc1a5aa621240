package io.headgate.batch.migrate;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import org.apache.spark.sql.SparkSession;

/**
 * A change of raw's columns that the stream cannot make: it adds and widens, and takes nothing
 * away. In two steps, between which both columns are there and readers move from one to the other.
 *
 * @param recorded the pipeline, at its newest version
 * @param stillMaintainer throws when somebody else may maintain raw
 */
public record SchemaMigration(
    SparkSession spark,
    RegistryClient registry,
    PipelineVersion recorded,
    ColumnChange change,
    Runnable stillMaintainer) {
  public SchemaMigration {
    requireNonNull(spark);
    requireNonNull(registry);
    requireNonNull(recorded);
    requireNonNull(change);
    requireNonNull(stillMaintainer);
  }

  /** Carries the step out. */
  public MigrationReport run(MigrationStep step) {
    return switch (step) {
      case FILL -> new ColumnFill(spark, registry, recorded, change, stillMaintainer).run();
      case DROP -> new ColumnDrop(spark, registry, recorded, change, stillMaintainer).run();
    };
  }

  /** Makes the step's checks and tells what it would do. */
  public MigrationReport plan(MigrationStep step) {
    return switch (step) {
      case FILL -> new ColumnFill(spark, registry, recorded, change, stillMaintainer).plan();
      case DROP -> new ColumnDrop(spark, registry, recorded, change, stillMaintainer).plan();
    };
  }
}
