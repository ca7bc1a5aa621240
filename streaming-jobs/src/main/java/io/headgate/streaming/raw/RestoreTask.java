package io.headgate.streaming.raw;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.streaming.source.RangeReader;
import io.headgate.streaming.stage.RecordStage;
import io.headgate.streaming.stage.Staged;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Reads offset ranges once more and writes what the lake lacks of them: valid events of one day to
 * files of raw, rejected records to files of quarantine and to the dead-letter topics. Nothing is a
 * row until the driver commits the files.
 */
final class RestoreTask implements Function<List<OffsetRange>, TaskResult> {
  private static final long serialVersionUID = 1L;
  private static final long MICROS_PER_DAY = TimeUnit.DAYS.toMicros(1);

  private final Broadcast<TaskPlan> shared;
  private final Broadcast<StoredOffsets> stored;
  private final Lack lack;
  private final long day;

  /**
   * @param stored the offsets that the lake has
   * @param lack which of the two tables is written
   * @param day of the events, days since 1970
   */
  RestoreTask(Broadcast<TaskPlan> shared, Broadcast<StoredOffsets> stored, Lack lack, long day) {
    this.shared = shared;
    this.stored = stored;
    this.lack = lack;
    this.day = day;
  }

  @Override
  public TaskResult call(List<OffsetRange> ranges) throws InterruptedException {
    TaskPlan plan = shared.value();
    RecordStage stage = plan.stage().open();
    int eventTime = plan.stage().eventType().fieldIndex(plan.eventTime());
    int task = TaskContext.getPartitionId();
    DeadLetters letters =
        new DeadLetters(plan.consumer().bootstrapServers(), plan.deadLetterTopics());
    try (RawFiles raw = new RawFiles(plan, task);
        QuarantineFiles quarantine = new QuarantineFiles(plan, task)) {
      for (OffsetRange range : ranges) {
        try (RangeReader records = RangeReader.open(plan.consumer(), range)) {
          while (records.hasNext()) {
            ConsumerRecord<byte[], byte[]> record = records.next();
            if (stored.value().contains(record)) {
              continue;
            }
            Staged staged = stage.apply(record);
            switch (staged.verdict()) {
              case VALID -> {
                if (lack.raw()
                    && Math.floorDiv(staged.event().getLong(eventTime), MICROS_PER_DAY) == day) {
                  raw.write(record, staged);
                }
              }
              case REJECTED -> {
                if (lack.quarantine()) {
                  quarantine.write(record, staged.schemaId(), staged.error(), staged.message());
                  letters.send(record, staged.error(), staged.message());
                }
              }
              case FILTERED -> {}
            }
          }
        }
      }
      TaskResult result = new TaskResult(raw.complete(), quarantine.complete(), List.of());
      letters.flush();
      return result;
    }
  }
}
