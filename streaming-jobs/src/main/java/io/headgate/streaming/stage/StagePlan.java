package io.headgate.streaming.stage;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.Settings;
import java.io.Serializable;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * What a batch does with its records, made on the driver and sent to its tasks. The schemas of the
 * event types and the snapshots of the references are fixed in it.
 */
public interface StagePlan extends Serializable {
  /**
   * The plan of a batch that needs all columns. A query that makes a plan for every batch keeps a
   * {@link StagePlanner} instead.
   *
   * @param contract the contract, with the reader schemas that the batch uses: its own, or those of
   *     {@link ReaderSchemas#current}
   */
  static StagePlan of(SparkSession session, Settings settings, PipelineContract contract) {
    return new StagePlanner(session, settings, contract).plan();
  }

  /**
   * The plan of a batch that needs some columns; the others are not decoded.
   *
   * @param columns names of columns of the view {@code events}
   */
  static StagePlan of(
      SparkSession session, Settings settings, PipelineContract contract, Set<String> columns) {
    return new StagePlanner(session, settings, contract, columns).plan();
  }

  /**
   * The columns of a valid event, as {@link io.headgate.platform.apply.EventColumns#of} says them
   * (masked fields, enriched columns, {@code _event_type}), or those of them that were asked for,
   * in the same order.
   */
  StructType eventType();

  /** The stage for one task, to be used by the thread that opens it. */
  RecordStage open();
}
