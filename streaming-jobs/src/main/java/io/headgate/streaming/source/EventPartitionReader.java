package io.headgate.streaming.source;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.streaming.stage.RecordStage;
import io.headgate.streaming.stage.Staged;
import io.headgate.streaming.stage.Staged.Verdict;
import javax.annotation.Nullable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;

/** The valid events of one range; the others are counted and left out. */
final class EventPartitionReader implements PartitionReader<InternalRow> {
  private final OffsetRange range;
  private final RangeReader records;
  private final RecordStage stage;
  @Nullable private final LateEvents late;
  private final EventTallies tallies;
  private final EventTally tally = new EventTally();
  @Nullable private InternalRow event;

  EventPartitionReader(
      OffsetRange range,
      RangeReader records,
      RecordStage stage,
      @Nullable LateEvents late,
      EventTallies tallies) {
    this.range = range;
    this.records = records;
    this.stage = stage;
    this.late = late;
    this.tallies = tallies;
  }

  @Override
  public boolean next() {
    while (records.hasNext()) {
      Staged staged = stage.apply(records.next());
      tally.count(staged);
      if (staged.verdict() == Verdict.VALID) {
        event = staged.event();
        if (late != null) {
          late.count(event, tally);
        }
        return true;
      }
    }
    event = null;
    tallies.add(new EventTallies.Told(range, tally));
    return false;
  }

  /** The same row for every event. */
  @Override
  public InternalRow get() {
    return event;
  }

  @Override
  public void close() {
    records.close();
  }
}
