package io.headgate.local.replay;

import static java.util.Objects.requireNonNull;

import io.headgate.local.ingest.TopicEnds;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.SchemaVersion;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.apache.avro.Schema;

/**
 * Sends recorded events through Kafka as if they happened now: shifted by whole weeks so that they
 * end just after now, in the order of their arrival, as Avro of the registered schema.
 */
public final class Replay {
  // The longest delays of a recorded event are a little over a day.
  private static final Duration LONGEST_WAY = Duration.ofDays(3);

  private final RegistryClient registry;
  private final String bootstrapServers;
  private final Path recordings;
  private final Clock clock;

  /**
   * @param recordings folder of the recorded files
   */
  public Replay(RegistryClient registry, String bootstrapServers, Path recordings, Clock clock) {
    this.registry = requireNonNull(registry);
    this.bootstrapServers = requireNonNull(bootstrapServers);
    this.recordings = requireNonNull(recordings);
    this.clock = requireNonNull(clock);
  }

  /**
   * Sends what the selection names and arrives before {@code end}; an end in the future makes it go
   * on in real time.
   *
   * @throws HeadgateException when the pipeline is not applied or has no recording, or Kafka does
   *     not take the events
   */
  public Sent send(String pipeline, ReplaySelection selection, Instant end, Progress progress)
      throws SQLException, InterruptedException {
    return send(
        pipeline,
        recordedEnd -> WeekShift.endingAfter(recordedEnd, clock.instant()),
        begin -> selection,
        end,
        progress);
  }

  /**
   * Sends the first days of the recording, or all of it, shifted so that every event is over.
   *
   * @param days from the first day on
   */
  public Sent sendPast(String pipeline, int days, Progress progress)
      throws SQLException, InterruptedException {
    return send(
        pipeline,
        recordedEnd -> WeekShift.endingBefore(recordedEnd.plus(LONGEST_WAY), clock.instant()),
        begin -> ReplaySelection.of(begin, begin.plus(Duration.ofDays(days))),
        clock.instant(),
        progress);
  }

  private Sent send(
      String pipeline,
      Function<Instant, WeekShift> shifted,
      Function<Instant, ReplaySelection> selected,
      Instant end,
      Progress progress)
      throws SQLException, InterruptedException {
    Recording recording = Recording.of(pipeline);
    PipelineContract contract = appliedContract(pipeline);
    Source source = contract.sources().get(0);
    SchemaVersion schema =
        registry
            .schemas()
            .latest(source.topic())
            .orElseThrow(() -> notApplied(pipeline, "topic " + source.topic() + " has no schema"));
    String eventTime = contract.eventTime().field();
    try (ReplayFile file = ReplayFile.open(pipeline, recordings.resolve(recording.file()));
        TopicReplay topic =
            new TopicReplay(bootstrapServers, source.topic(), recording.keyField(), clock)) {
      WeekShift shift = shifted.apply(file.recordedEnd(eventTime));
      ReplaySelection selection =
          selected.apply(
              file.recordedBegin(eventTime)
                  .truncatedTo(ChronoUnit.DAYS)
                  .plus(Duration.ofDays(7L * shift.weeks())));
      Schema writerSchema = new Schema.Parser().parse(schema.definition());
      try (ReplayCursor events = file.events(shift, selection, eventTime, writerSchema)) {
        long count =
            topic.send(
                events,
                new WireFormat(schema.schemaId()),
                end,
                sent -> progress.sent(sent, events.count()));
        return new Sent(count, shift.weeks());
      }
    }
  }

  /** When the newest event of the pipeline's topic arrived; the epoch when it has none. */
  public Instant newestArrival(String pipeline) throws InterruptedException {
    return TopicEnds.newest(bootstrapServers, appliedContract(pipeline).sources().get(0).topic());
  }

  private PipelineContract appliedContract(String pipeline) {
    return registry
        .pipeline(pipeline)
        .map(PipelineVersion::contract)
        .orElseThrow(() -> notApplied(pipeline, "the registry does not know it"));
  }

  private static HeadgateException notApplied(String pipeline, String reason) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot replay pipeline %s: %s. Run `headgate apply sql/pipelines/%s` first."
            .formatted(pipeline, reason, pipeline));
  }

  /**
   * What a replay did.
   *
   * @param events acknowledged by the broker
   * @param shiftWeeks weeks by which they were moved
   */
  public record Sent(long events, int shiftWeeks) {}

  /** Told after each event. */
  @FunctionalInterface
  public interface Progress {
    void sent(long events, long ofAtMost);
  }
}
