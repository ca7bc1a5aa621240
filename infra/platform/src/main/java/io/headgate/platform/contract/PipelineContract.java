package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.annotation.Nullable;

/**
 * A pipeline as one folder declares it, with every file that it names read in. It is made only by
 * the loader, which validates the folder as a whole, and it is what the registry records as a
 * version: jobs run the recorded version.
 *
 * @param name pipeline name, for example {@code flights}
 * @param ownerTeam the team that answers for it
 * @param sources topics that it reads
 * @param eventId field that identifies an event
 * @param eventTime event time, watermark and tolerance
 * @param delivery whether duplicate event ids are dropped in the stream
 * @param filter Spark SQL over the event's fields as they were sent; an event for which it is not
 *     true is left out of everything. Null takes them all
 * @param rules what every event must satisfy
 * @param references datasets that enrich events
 * @param enrichments what events get from them
 * @param aggregates streaming aggregates
 * @param rollups batch datasets made from raw, or from one another
 * @param retention how long each store keeps the pipeline's data
 * @param sla when readers may expect a partition
 * @param minimumScore a partition with a lower quality score is quarantined, in [0, 1]
 * @param sessions sessions made from raw
 * @param funnels funnels made from raw
 * @param transforms tables made by SQL over several datasets; each may read those before it
 */
public record PipelineContract(
    String name,
    String ownerTeam,
    List<Source> sources,
    String eventId,
    EventTime eventTime,
    Delivery delivery,
    @Nullable String filter,
    List<Rule> rules,
    @Nullable List<Reference> references,
    @Nullable List<Enrichment> enrichments,
    List<Aggregate> aggregates,
    List<Rollup> rollups,
    Retention retention,
    Sla sla,
    double minimumScore,
    // Left out where there are none, so that a contract of before is still the same contract.
    @Nullable @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Sessions> sessions,
    @Nullable @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Funnel> funnels,
    @Nullable @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Transform> transforms) {

  public PipelineContract {
    requireNonNull(name);
    requireNonNull(ownerTeam);
    sources = List.copyOf(sources);
    requireNonNull(eventId);
    requireNonNull(eventTime);
    requireNonNull(delivery);
    rules = List.copyOf(rules);
    // The first contracts had neither.
    references = references == null ? List.of() : List.copyOf(references);
    enrichments = enrichments == null ? List.of() : List.copyOf(enrichments);
    aggregates = List.copyOf(aggregates);
    rollups = List.copyOf(rollups);
    requireNonNull(retention);
    requireNonNull(sla);
    sessions = sessions == null ? List.of() : List.copyOf(sessions);
    funnels = funnels == null ? List.of() : List.copyOf(funnels);
    transforms = transforms == null ? List.of() : List.copyOf(transforms);
  }

  /** A pipeline whose only batch datasets are rollups. */
  public PipelineContract(
      String name,
      String ownerTeam,
      List<Source> sources,
      String eventId,
      EventTime eventTime,
      Delivery delivery,
      @Nullable String filter,
      List<Rule> rules,
      @Nullable List<Reference> references,
      @Nullable List<Enrichment> enrichments,
      List<Aggregate> aggregates,
      List<Rollup> rollups,
      Retention retention,
      Sla sla,
      double minimumScore) {
    this(
        name,
        ownerTeam,
        sources,
        eventId,
        eventTime,
        delivery,
        filter,
        rules,
        references,
        enrichments,
        aggregates,
        rollups,
        retention,
        sla,
        minimumScore,
        null,
        null,
        null);
  }

  /** Dataset of all valid events, for example {@code raw.flights}. */
  public String rawDataset() {
    return "raw." + name;
  }

  /**
   * Dataset of what did not decode or broke the contract, for example {@code quarantine.flights}.
   */
  public String quarantineDataset() {
    return "quarantine." + name;
  }

  /** What was measured of the batch datasets' partitions, for example {@code metrics.flights}. */
  public String metricsDataset() {
    return "metrics." + name;
  }

  /**
   * Rows of batch datasets that failed a check, each with the reason, for example {@code
   * offending.flights}.
   */
  public String offendingDataset() {
    return "offending." + name;
  }

  /** Every type of event that the sources carry; the same name may stand in several topics. */
  public List<EventType> eventTypes() {
    return sources.stream().flatMap(source -> source.eventTypes().stream()).toList();
  }

  /** Whether the column {@code _event_type} has more than one value. */
  public boolean hasSeveralEventTypes() {
    return eventTypes().stream().map(EventType::name).distinct().count() > 1;
  }

  /** The fields that are masked, as the schemas declare them; one entry per field. */
  public List<Pii> pii() {
    return eventTypes().stream()
        .flatMap(type -> type.avro().getFields().stream())
        .flatMap(field -> Pii.of(field).stream())
        .distinct()
        .toList();
  }

  public Optional<Reference> reference(String referenceName) {
    return references.stream()
        .filter(reference -> reference.name().equals(referenceName))
        .findFirst();
  }

  /** What batch makes in namespace {@code curated}, in an order in which each can be made. */
  public List<BatchDataset> curated() {
    return Stream.of(sessions, funnels, transforms).<BatchDataset>flatMap(List::stream).toList();
  }

  /** All that batch makes, each after what it is made of. */
  public List<BatchDataset> batchDatasets() {
    return Stream.<BatchDataset>concat(rollupsBottomUp().stream(), curated().stream()).toList();
  }

  /** The rollup, sessions, funnel or transform of a dataset name. */
  public Optional<BatchDataset> batchDataset(String dataset) {
    return batchDatasets().stream().filter(each -> each.dataset().equals(dataset)).findFirst();
  }

  public Optional<Rollup> rollup(String rollupName) {
    return rollups.stream().filter(rollup -> rollup.name().equals(rollupName)).findFirst();
  }

  /** All rollups, each after the one that it is made of. */
  public List<Rollup> rollupsBottomUp() {
    return rollups.stream().sorted(Comparator.comparing(Rollup::grain)).toList();
  }

  public List<Rollup> rollups(Grain grain) {
    return rollups.stream().filter(rollup -> rollup.grain() == grain).toList();
  }

  public Optional<Aggregate> aggregate(String aggregateName) {
    return aggregates.stream()
        .filter(aggregate -> aggregate.name().equals(aggregateName))
        .findFirst();
  }
}
