package io.headgate.streaming.raw;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.streaming.source.RangeReader;
import io.headgate.streaming.stage.ErrorClass;
import io.headgate.streaming.stage.RecordStage;
import io.headgate.streaming.stage.Staged;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.annotation.Nullable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Reads offset ranges and writes what they hold in one pass: valid events to files of raw, rejected
 * records to files of quarantine and to the dead-letter topics, whose brokers have acknowledged
 * them when the task ends. Nothing is a row until the driver commits the files.
 */
final class RawTask implements Function<List<OffsetRange>, TaskResult> {
  private static final long serialVersionUID = 1L;
  private static final String REFUSED_EARLIER =
      "The record was refused when it was first read; by now it is valid.";

  private final Broadcast<TaskPlan> shared;

  RawTask(Broadcast<TaskPlan> shared) {
    this.shared = shared;
  }

  @Override
  public TaskResult call(List<OffsetRange> ranges) throws InterruptedException {
    TaskPlan plan = shared.value();
    int task = TaskContext.getPartitionId();
    DeadLetters letters =
        new DeadLetters(plan.consumer().bootstrapServers(), plan.deadLetterTopics());
    try (RawFiles raw = new RawFiles(plan, task);
        QuarantineFiles quarantine = new QuarantineFiles(plan, task)) {
      Pass pass = new Pass(plan, raw, quarantine, letters);
      List<RangeTally> tallies = new ArrayList<>();
      for (OffsetRange range : ranges) {
        tallies.add(pass.over(range));
      }
      TaskResult result = new TaskResult(raw.complete(), quarantine.complete(), tallies);
      letters.flush();
      return result;
    }
  }

  private static final class Pass {
    private final TaskPlan plan;
    private final RecordStage stage;
    private final RawFiles raw;
    private final QuarantineFiles quarantine;
    private final DeadLetters letters;
    private final int eventTime;
    private final long behindMicros;

    Pass(TaskPlan plan, RawFiles raw, QuarantineFiles quarantine, DeadLetters letters) {
      this.plan = plan;
      this.stage = plan.stage().open();
      this.raw = raw;
      this.quarantine = quarantine;
      this.letters = letters;
      this.eventTime = plan.stage().eventType().fieldIndex(plan.eventTime());
      this.behindMicros = plan.watermarkDelay().dividedBy(ChronoUnit.MICROS.getDuration());
    }

    RangeTally over(OffsetRange range) {
      RangeTally tally = new RangeTally(range);
      try (RangeReader records = RangeReader.open(plan.consumer(), range)) {
        while (records.hasNext()) {
          ConsumerRecord<byte[], byte[]> record = records.next();
          if (plan.accepted() == null) {
            first(record, tally);
          } else if (!plan.accepted().contains(record)) {
            again(record, tally);
          }
        }
        tally.ended(records.holes());
      }
      return tally;
    }

    private void first(ConsumerRecord<byte[], byte[]> record, RangeTally tally) {
      Staged staged = stage.apply(record);
      tally.schema(staged.schemaId());
      switch (staged.verdict()) {
        case VALID -> {
          raw.write(record, staged);
          tally.valid(record.timestamp(), staged.warnings());
          if (isBehind(record, staged)) {
            tally.behind(record.timestamp());
          }
        }
        case FILTERED -> tally.filtered();
        case REJECTED -> reject(record, staged.schemaId(), staged.error(), staged.message(), tally);
      }
    }

    private boolean isBehind(ConsumerRecord<byte[], byte[]> record, Staged staged) {
      return staged.event().getLong(eventTime)
          < TimeUnit.MILLISECONDS.toMicros(record.timestamp()) - behindMicros;
    }

    /** A record of a batch that raw has, and that raw did not take. */
    private void again(ConsumerRecord<byte[], byte[]> record, RangeTally tally) {
      Staged staged = stage.apply(record);
      tally.schema(staged.schemaId());
      switch (staged.verdict()) {
        case VALID ->
            reject(record, staged.schemaId(), ErrorClass.REFUSED_EARLIER, REFUSED_EARLIER, tally);
        case FILTERED -> tally.filtered();
        case REJECTED -> reject(record, staged.schemaId(), staged.error(), staged.message(), tally);
      }
    }

    private void reject(
        ConsumerRecord<byte[], byte[]> record,
        @Nullable Integer schemaId,
        ErrorClass error,
        String message,
        RangeTally tally) {
      quarantine.write(record, schemaId, error, message);
      letters.send(record, error, message);
      tally.rejected(record.timestamp(), error.name());
    }
  }
}
