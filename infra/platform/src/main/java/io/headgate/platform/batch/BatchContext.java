package io.headgate.platform.batch;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.RegistryClient;
import java.time.Clock;
import org.apache.spark.sql.SparkSession;

/**
 * What the runs of one job share.
 *
 * @param spark session with the catalog {@code lake}
 * @param warehouse URI of the lake's warehouse
 * @param contract the recorded contract
 * @param contractVersion its version
 * @param window the window to make
 * @param registry registry, with the key to write
 * @param serving ClickHouse
 * @param checks judges the rows
 * @param clock the time
 */
public record BatchContext(
    SparkSession spark,
    String warehouse,
    PipelineContract contract,
    int contractVersion,
    RunWindow window,
    RegistryClient registry,
    ServingStore serving,
    PartitionChecks checks,
    Clock clock) {
  public BatchContext {
    requireNonNull(spark);
    requireNonNull(warehouse);
    requireNonNull(contract);
    requireNonNull(window);
    requireNonNull(registry);
    requireNonNull(serving);
    requireNonNull(checks);
    requireNonNull(clock);
  }
}
