package io.headgate.platform.batch;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.RegistryClient;
import java.time.Clock;
import java.util.function.Consumer;
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
 * @param faults told of each place that a run has come to, where it may have to die
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
    Clock clock,
    Consumer<FaultPoint> faults) {
  public BatchContext {
    requireNonNull(spark);
    requireNonNull(warehouse);
    requireNonNull(contract);
    requireNonNull(window);
    requireNonNull(registry);
    requireNonNull(serving);
    requireNonNull(checks);
    requireNonNull(clock);
    requireNonNull(faults);
  }

  /** Of a job, which dies where its environment says. */
  public BatchContext(
      SparkSession spark,
      String warehouse,
      PipelineContract contract,
      int contractVersion,
      RunWindow window,
      RegistryClient registry,
      ServingStore serving,
      PartitionChecks checks,
      Clock clock) {
    this(
        spark,
        warehouse,
        contract,
        contractVersion,
        window,
        registry,
        serving,
        checks,
        clock,
        FaultPoint::pass);
  }
}
