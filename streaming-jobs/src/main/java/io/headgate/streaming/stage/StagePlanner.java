package io.headgate.streaming.stage;

import io.headgate.platform.apply.EventColumns;
import io.headgate.platform.contract.Enrichment;
import io.headgate.platform.contract.Pii;
import io.headgate.platform.contract.PiiMethod;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.Source;
import io.headgate.platform.job.Settings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Makes the plans of a query's batches. What follows from the contract alone is worked out once;
 * the references are looked at for every plan.
 */
public final class StagePlanner {
  private final SparkSession session;
  private final Settings settings;
  private final PipelineContract contract;
  private final StructType eventType;
  private final StructType slots;
  private final Conditions conditions;

  /** Plans with all columns of the view {@code events}. */
  public StagePlanner(SparkSession session, Settings settings, PipelineContract contract) {
    this(session, settings, contract, column -> true);
  }

  /**
   * Plans with some columns.
   *
   * @param columns names of columns of the view {@code events}
   */
  public StagePlanner(
      SparkSession session, Settings settings, PipelineContract contract, Set<String> columns) {
    this(session, settings, contract, columns::contains);
  }

  private StagePlanner(
      SparkSession session,
      Settings settings,
      PipelineContract contract,
      Predicate<String> isWanted) {
    this(session, settings, contract, wanted(contract, isWanted));
  }

  /**
   * Plans with given columns, for a query whose columns cannot change while it runs. A value that
   * does not fit a column, because the contract has widened it, makes its event undecodable.
   */
  public StagePlanner(
      SparkSession session, Settings settings, PipelineContract contract, StructType eventType) {
    this.session = session;
    this.settings = settings;
    this.contract = contract;
    this.eventType = eventType;
    StructType plain = new StructType();
    for (StructField field : EventColumns.plain(contract).fields()) {
      plain = plain.add(has(eventType, field.name()) ? eventType.apply(field.name()) : field);
    }
    ConditionAnalysis analysis = new ConditionAnalysis(session, contract, plain);
    this.slots = slots(analysis, plain);
    this.conditions = analysis.over(slots);
  }

  private static StructType wanted(PipelineContract contract, Predicate<String> isWanted) {
    StructType wanted = new StructType();
    for (StructField column : EventColumns.of(contract).fields()) {
      wanted = isWanted.test(column.name()) ? wanted.add(column) : wanted;
    }
    return wanted;
  }

  private StructType slots(ConditionAnalysis analysis, StructType plain) {
    Set<String> looked = new LinkedHashSet<>(List.of(contract.eventId()));
    looked.add(contract.eventTime().field());
    looked.addAll(analysis.fields());
    wantedEnrichments().forEach(enrichment -> looked.add(enrichment.field()));
    StructType all = eventType;
    for (String field : looked) {
      all = has(all, field) ? all : all.add(plain.apply(field));
    }
    return all;
  }

  /** The plan of a batch that begins now. */
  public StagePlan plan() {
    List<Lookup> lookups = wantedEnrichments().stream().map(this::lookup).toList();
    return new PlannedStage(
        RegistryAccess.of(settings),
        topics(),
        eventType,
        slots,
        conditions,
        new RequiredFields(
            contract.eventId(),
            slots.fieldIndex(contract.eventId()),
            contract.eventTime().field(),
            slots.fieldIndex(contract.eventTime().field()),
            contract.eventTime().toleranceAhead()),
        masks(),
        lookups);
  }

  private List<TopicTypes> topics() {
    List<TopicTypes> topics = new ArrayList<>();
    for (Source source : contract.sources()) {
      topics.add(
          new TopicTypes(
              source.topic(),
              source.eventTypes().stream()
                  .map(type -> new TopicTypes.Type(type.name(), type.schema()))
                  .toList()));
    }
    return topics;
  }

  private List<Mask> masks() {
    List<Mask> masks = new ArrayList<>();
    Set<String> masked = new HashSet<>();
    for (Pii pii : contract.pii()) {
      if (has(eventType, pii.field()) && masked.add(pii.field())) {
        masks.add(
            new Mask(
                slots.fieldIndex(pii.field()),
                pii.method(),
                pii.keep() == null ? 0 : pii.keep(),
                pii.method() == PiiMethod.HASH ? settings.piiHashKey() : null));
      }
    }
    return masks;
  }

  private List<Enrichment> wantedEnrichments() {
    return contract.enrichments().stream()
        .filter(
            enrichment ->
                enrichment.columns().values().stream().anyMatch(column -> has(eventType, column)))
        .toList();
  }

  private Lookup lookup(Enrichment enrichment) {
    Reference reference = contract.reference(enrichment.reference()).orElseThrow();
    StructType columns = EventColumns.of(reference);
    List<Map.Entry<String, String>> wanted =
        enrichment.columns().entrySet().stream()
            .filter(column -> has(eventType, column.getValue()))
            .toList();
    int field = slots.fieldIndex(enrichment.field());
    return new Lookup(
        reference.name(),
        field,
        slots.apply(field).dataType(),
        wanted.stream()
            .map(
                column ->
                    new Lookup.Filled(
                        slots.fieldIndex(column.getValue()), columns.fieldIndex(column.getKey())))
            .toList(),
        ReferenceSnapshots.current(session, reference));
  }

  private static boolean has(StructType columns, String name) {
    return columns.getFieldIndex(name).isDefined();
  }
}
