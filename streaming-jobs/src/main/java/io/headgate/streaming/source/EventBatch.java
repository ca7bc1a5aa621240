package io.headgate.streaming.source;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.streaming.stage.StagePlan;
import java.util.List;
import javax.annotation.Nullable;

/**
 * What the tasks of one batch do with their records.
 *
 * @param ranges what is read, a range for each that was planned
 * @param stage the shared stage
 * @param late which events come too late to be counted, or null
 * @param tallies where the tasks tell what they have read
 */
public record EventBatch(
    List<OffsetRange> ranges, StagePlan stage, @Nullable LateEvents late, EventTallies tallies) {
  public EventBatch {
    ranges = List.copyOf(ranges);
    requireNonNull(stage);
    requireNonNull(tallies);
  }

  /** Plans the batches of a query, on the driver. */
  @FunctionalInterface
  public interface Plans {
    /**
     * A batch begins.
     *
     * @param planned the offset ranges of the batch, as the checkpoint has them
     */
    EventBatch begin(List<OffsetRange> planned);
  }
}
