package io.headgate.local.simulate;

import io.headgate.platform.contract.EventTime;
import io.headgate.platform.contract.EventType;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.RegistryClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** Which event comes when: the same seed, the same events. Not thread-safe. */
final class EventPlan {
  private static final int REMEMBERED = 1_000;
  private static final Duration MOST_DISORDER = Duration.ofMinutes(1);

  private final PipelineContract contract;
  private final List<Kept> types;
  private final Shares shares;
  private final long seed;
  private final String idPrefix;
  private final FieldHints hints;
  private final List<SimulatedEvent> sent = new ArrayList<>();

  /** A type of event and where it goes. */
  private record Kept(Source source, EventType type, Schema schema, int schemaId) {}

  EventPlan(
      PipelineContract contract,
      RegistryClient registry,
      Shares shares,
      long seed,
      String idPrefix) {
    this.contract = contract;
    this.shares = shares;
    this.seed = seed;
    this.idPrefix = idPrefix;
    this.hints = FieldHints.of(contract);
    this.types = types(contract, registry);
  }

  private static List<Kept> types(PipelineContract contract, RegistryClient registry) {
    List<Kept> types = new ArrayList<>();
    for (Source source : contract.sources()) {
      for (EventType type : source.eventTypes()) {
        var schema =
            registry
                .schemas()
                .latest(source.topic(), source.hasSeveralEventTypes() ? type.recordName() : null)
                .orElseThrow(() -> noSchema(source, type));
        types.add(
            new Kept(
                source, type, new Schema.Parser().parse(schema.definition()), schema.schemaId()));
      }
    }
    if (types.isEmpty()) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot simulate pipeline %s: it reads no topic. Name one that does."
              .formatted(contract.name()));
    }
    return types;
  }

  private static HeadgateException noSchema(Source source, EventType type) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot simulate %s in topic %s: it has no registered schema. Apply the pipeline first."
            .formatted(type.name(), source.topic()));
  }

  /**
   * The event of an index; they are asked for in their order.
   *
   * @param now when it is sent
   */
  SimulatedEvent event(long index, Instant now) {
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + index);
    EventKind kind = shares.kind(random.nextDouble());
    if (kind == EventKind.DUPLICATE) {
      if (!sent.isEmpty()) {
        return sent.get(random.nextInt(sent.size())).again();
      }
      kind = EventKind.ON_TIME;
    }
    Kept kept = types.get(random.nextInt(types.size()));
    Instant time = time(kind, now, random);
    SimulatedEvent event =
        new SimulatedEvent(
            kind,
            kept.source().topic(),
            kept.type(),
            kept.schemaId(),
            idPrefix + index,
            now,
            fields(kept.schema(), idPrefix + index, time, random));
    if (kind.isValid()) {
      remember(event, random);
    }
    return event;
  }

  private void remember(SimulatedEvent event, SplittableRandom random) {
    if (sent.size() < REMEMBERED) {
      sent.add(event);
    } else {
      sent.set(random.nextInt(REMEMBERED), event);
    }
  }

  private Instant time(EventKind kind, Instant now, SplittableRandom random) {
    EventTime rules = contract.eventTime();
    Duration delay = rules.watermarkDelay();
    return switch (kind) {
      case DISORDERED -> {
        Duration half = delay.dividedBy(2);
        Duration most = half.compareTo(MOST_DISORDER) < 0 ? half : MOST_DISORDER;
        yield now.minusMillis(random.nextLong(most.toMillis() + 1));
      }
      // Past the delay by enough that no clock beside ours says otherwise.
      case LATE ->
          now.minus(delay).minusSeconds(60).minusMillis(random.nextLong(delay.toMillis() + 1));
      case TIME_AHEAD -> now.plus(rules.toleranceAhead()).plus(Duration.ofHours(1));
      default -> now;
    };
  }

  private GenericRecord fields(Schema schema, String id, Instant time, SplittableRandom random) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, time);
    GenericRecord record = new EventValues(hints, random, micros).record(schema);
    record.put(contract.eventId(), id);
    Schema.Field timeField = schema.getField(contract.eventTime().field());
    record.put(
        timeField.pos(),
        timeField.schema().getLogicalType() instanceof LogicalTypes.TimestampMillis
            ? time.toEpochMilli()
            : micros);
    return record;
  }
}
