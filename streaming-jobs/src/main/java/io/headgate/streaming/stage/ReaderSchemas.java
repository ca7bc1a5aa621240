package io.headgate.streaming.stage;

import io.headgate.platform.apply.EventColumns;
import io.headgate.platform.contract.EventType;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.SchemaVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schemas in which a pipeline reads its events now: for each subject the version that was
 * registered last. Not thread-safe.
 */
public final class ReaderSchemas {
  private static final Logger LOG = LoggerFactory.getLogger(ReaderSchemas.class);
  private static final Duration FRESH = Duration.ofSeconds(2);

  private final RegistryClient registry;
  private final NewMasks masks;
  private final Clock clock;
  private PipelineContract known;
  private Instant askedAt = Instant.MIN;

  /**
   * @param registry asked at most every two seconds
   * @param settings of the stream, which may have a key to hash with
   * @param contract with the schemas that count until the registry tells newer ones
   */
  public ReaderSchemas(
      RegistryClient registry, Settings settings, PipelineContract contract, Clock clock) {
    this.registry = registry;
    this.masks = new NewMasks(settings, contract.name());
    this.known = contract;
    this.clock = clock;
  }

  /**
   * The contract with the newest registered schemas in its sources; the same object while nothing
   * changes. What the registry did not tell, because it is down or has none, is as it was known
   * last; at first, as in the contract. So is everything when the columns could not be one table's
   * any more.
   */
  public PipelineContract current() {
    Instant now = clock.instant();
    if (askedAt.plus(FRESH).isAfter(now)) {
      return known;
    }
    askedAt = now;
    try {
      ask();
    } catch (HeadgateException e) {
      LOG.warn("schemas pipeline={} changed=false reason=\"{}\"", known.name(), e.getMessage());
    }
    return known;
  }

  /**
   * As {@link #current}, but asks the registry now, and must have its answer: for records of a
   * schema that was not seen before.
   *
   * @throws HeadgateException when the registry does not answer
   */
  public PipelineContract askAgain() {
    askedAt = clock.instant();
    ask();
    return known;
  }

  private void ask() {
    try {
      PipelineContract asked = with(known, known.sources().stream().map(this::newest).toList());
      if (!asked.equals(known)) {
        var unused = EventColumns.of(asked);
        NewMasks.requireOnePerField(asked);
        LOG.info("schemas pipeline={} changed=true", known.name());
        known = asked;
      }
    } catch (IllegalArgumentException | AvroRuntimeException e) {
      LOG.warn("schemas pipeline={} changed=false reason=\"{}\"", known.name(), e.getMessage());
    }
  }

  private Source newest(Source source) {
    return new Source(
        source.topic(),
        source.eventTypes().stream().map(type -> newest(source, type)).toList(),
        source.partitions(),
        source.replicationFactor());
  }

  private EventType newest(Source source, EventType type) {
    String record = source.hasSeveralEventTypes() ? type.recordName() : null;
    Optional<SchemaVersion> latest = registry.schemas().latest(source.topic(), record);
    if (latest.isEmpty()) {
      return type;
    }
    try {
      Schema before = type.avro();
      Schema newest = new Schema.Parser().parse(latest.get().definition());
      Schema next =
          newest.equals(before) ? before : SchemaEvolution.next(before, newest, masks::areDoable);
      return next.equals(before) ? type : new EventType(type.name(), next.toString());
    } catch (IllegalArgumentException | AvroRuntimeException e) {
      LOG.warn(
          "schemas pipeline={} topic={} version={} refused=\"{}\"",
          known.name(),
          source.topic(),
          latest.get().version(),
          e.getMessage());
      return type;
    }
  }

  /** The contract with other schemas in its sources. */
  static PipelineContract with(PipelineContract contract, List<Source> sources) {
    return new PipelineContract(
        contract.name(),
        contract.ownerTeam(),
        sources,
        contract.eventId(),
        contract.eventTime(),
        contract.delivery(),
        contract.filter(),
        contract.rules(),
        contract.references(),
        contract.enrichments(),
        contract.aggregates(),
        contract.rollups(),
        contract.retention(),
        contract.sla(),
        contract.minimumScore());
  }
}
