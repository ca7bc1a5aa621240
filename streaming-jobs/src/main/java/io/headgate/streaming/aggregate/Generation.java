package io.headgate.streaming.aggregate;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.PipelineContract;
import java.time.Instant;
import javax.annotation.Nullable;

/**
 * One life of an aggregate's state: a checkpoint of its own, and its number in the version of its
 * rows.
 *
 * @param number counts from 1
 * @param boundary the stream writes windows that end after it, the others were computed from raw;
 *     null when the stream writes all
 */
record Generation(int number, @Nullable Instant boundary) {
  static final Generation FIRST = new Generation(1, null);

  /** Folder below the checkpoints; the first generation has the aggregate's own. */
  String folder(PipelineContract contract, Aggregate aggregate) {
    String folder = base(contract, aggregate);
    return number == 1 ? folder : folder + "/g" + number;
  }

  /** The folder that has what is said about all generations. */
  static String base(PipelineContract contract, Aggregate aggregate) {
    return "aggregate/" + contract.name() + "/" + aggregate.name();
  }
}
