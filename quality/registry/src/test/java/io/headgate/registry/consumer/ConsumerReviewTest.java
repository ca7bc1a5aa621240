package io.headgate.registry.consumer;

import static io.headgate.registry.consumer.Departures.DELAY;
import static io.headgate.registry.consumer.Departures.ID;
import static io.headgate.registry.consumer.Departures.ORIGIN;
import static io.headgate.registry.consumer.Departures.PASSENGER;
import static io.headgate.registry.consumer.Departures.SPARE;
import static io.headgate.registry.consumer.Departures.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.registry.consumer.RecordedUses.Edge;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsumerReviewTest {
  private static final String WORD =
      ", which it has as a word in its SQL (which may be another thing of that name)";

  private final Departures departures = new Departures("flights");

  @Test
  void theSchemaOfTheContractBreaksNothing() {
    assertThat(review(ID, TIME, ORIGIN, DELAY, SPARE, PASSENGER)).isEmpty();
  }

  @Test
  void aRemovedFieldIsRefusedForEachThatUsesIt() {
    assertThat(review(ID, TIME, ORIGIN, SPARE, PASSENGER))
        .containsExactly(
            new Incompatibility(
                "/fields/3",
                "FIELD_REMOVED: delay_minutes" + WORD,
                "rule delay_is_plausible of pipeline flights"),
            new Incompatibility(
                "/fields/3", "FIELD_REMOVED: delay_minutes" + WORD, "aggregate flights_live"),
            new Incompatibility(
                "/fields/3",
                "FIELD_REMOVED: delay_minutes has no default, so events without it could not be"
                    + " read",
                "table raw.flights"));
  }

  @Test
  void aFieldThatNobodyUsesMayGoWhenItHasADefault() {
    assertThat(review(ID, TIME, ORIGIN, DELAY, PASSENGER)).isEmpty();
  }

  @Test
  void whatTheContractNamesIsKnownWithoutLookingAtWords() {
    assertThat(review(TIME, ORIGIN, DELAY, SPARE, PASSENGER))
        .contains(
            new Incompatibility(
                "/fields/0",
                "FIELD_REMOVED: event_id, which it names as its event_id",
                "pipeline flights"));
    assertThat(review(ID, TIME, DELAY, SPARE, PASSENGER))
        .contains(
            new Incompatibility(
                "/fields/2",
                "FIELD_REMOVED: origin, which it looks up by",
                "enrichment of pipeline flights from flights_airports"),
            new Incompatibility(
                "/fields/2",
                "FIELD_REMOVED: origin, which it has as a key",
                "aggregate flights_live"),
            new Incompatibility(
                "/fields/2",
                "FIELD_REMOVED: origin, which it is ordered by",
                "ClickHouse table serving.flights_live"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"long", "int"})
  void aTypeMayBecomeWiderWithoutLoss(String type) {
    assertThat(review(ID, TIME, ORIGIN, delay(type), SPARE, PASSENGER)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"string", "double", "float", "boolean", "bytes"})
  void anotherTypeIsRefusedForTheTableAndForEachThatUsesIt(String type) {
    String reason = "TYPE_CHANGED: delay_minutes is int and becomes " + type;

    assertThat(review(ID, TIME, ORIGIN, delay(type), SPARE, PASSENGER))
        .containsExactly(
            new Incompatibility("/fields/3/type", reason, "table raw.flights"),
            new Incompatibility(
                "/fields/3/type", reason + WORD, "rule delay_is_plausible of pipeline flights"),
            new Incompatibility("/fields/3/type", reason + WORD, "aggregate flights_live"));
  }

  @Test
  void millisecondsInThePlaceOfMicrosecondsAreAnotherType() {
    assertThat(review(ID, TIME.replace("micros", "millis"), ORIGIN, DELAY, SPARE, PASSENGER))
        .extracting(Incompatibility::reason)
        .first()
        .isEqualTo("TYPE_CHANGED: scheduled_at is timestamp-micros and becomes timestamp-millis");
  }

  @Test
  void aKeyMayNotBecomeNullableButAMeasureMay() {
    String nullableOrigin = "{'name':'origin','type':['null','string'],'default':null}";
    String nullableDelay = "{'name':'delay_minutes','type':['null','int'],'default':null}";

    assertThat(review(ID, TIME, nullableOrigin, DELAY, SPARE, PASSENGER))
        .containsExactly(
            new Incompatibility(
                "/fields/2/type",
                "NULL_ALLOWED: origin may be null, which it has as a key",
                "aggregate flights_live"),
            new Incompatibility(
                "/fields/2/type",
                "NULL_ALLOWED: origin may be null, which it is ordered by",
                "ClickHouse table serving.flights_live"));
    assertThat(review(ID, TIME, ORIGIN, nullableDelay, SPARE, PASSENGER)).isEmpty();
  }

  @Test
  void anotherMaskingTakesANewContract() {
    assertThat(review(ID, TIME, ORIGIN, DELAY, SPARE, PASSENGER.replace(",'pii':'hash'", "")))
        .containsExactly(
            new Incompatibility(
                "/fields/5",
                "MASKING_CHANGED: pii of passenger is hash and becomes not set; that takes a new"
                    + " contract, by headgate apply",
                "table raw.flights"));
  }

  @Test
  void moreOfATruncatedValueTakesANewContractToo() {
    Schema newest =
        Departures.avro(ID, TIME, ORIGIN, DELAY, SPARE, PASSENGER, zip("'truncate','pii_keep':2"));
    Schema candidate =
        Departures.avro(
            ID, TIME, ORIGIN, DELAY, SPARE, PASSENGER, zip("'truncate','pii_keep':200"));

    assertThat(ConsumerReview.of(reader(), newest, candidate, false))
        .extracting(Incompatibility::reason)
        .containsExactly(
            "MASKING_CHANGED: pii of zip is truncate, pii_keep 2 and becomes truncate, pii_keep 200;"
                + " that takes a new contract, by headgate apply");
  }

  @Test
  void aNewFieldThatNoStreamCouldMaskIsRefusedWithTheRemedy() {
    assertThat(reasons("{'name':'age','type':'int','default':0,'pii':'hash'}"))
        .containsExactly(
            "MASKING_IMPOSSIBLE: 'pii' of field 'age' is 'hash', and the field is no string. Make it a"
                + " string, or write \"pii\": \"drop\".");
    assertThat(reasons(zip("'truncate','pii_keep':'2'")))
        .containsExactly(
            "MASKING_IMPOSSIBLE: 'pii' of field 'zip' is 'truncate' without a number of characters to"
                + " keep. Add \"pii_keep\": 2, or another number.");
    assertThat(reasons(zip("'encrypt'")))
        .containsExactly(
            "MASKING_IMPOSSIBLE: 'pii' of field 'zip' is 'encrypt', which is not known. Known are hash,"
                + " redact, truncate, drop.");
    assertThat(reasons("{'name':'zip','type':{'type':'string','pii':'hash'},'default':''}"))
        .containsExactly(
            "MASKING_IMPOSSIBLE: 'pii' stands within the type of field 'zip', where it masks nothing."
                + " Write it beside the name of a field of the event itself.");
    assertThat(reasons(zip("'hash'"))).isEmpty();
  }

  @Test
  void aKnownFieldMayNotHideAMaskWithinItsType() {
    assertThat(
            review(
                ID,
                TIME,
                ORIGIN,
                DELAY,
                "{'name':'spare','type':{'type':'string','pii':'hash'},'default':''}",
                PASSENGER))
        .extracting(one -> one.path() + " " + one.reason())
        .singleElement()
        .asString()
        .startsWith("/fields/4 MASKING_IMPOSSIBLE: 'pii' stands within the type of field 'spare'");
  }

  @Test
  void aFirstHashedFieldComesByApplyWhichAsksForTheKey() {
    Schema newest = Departures.avro(ID, TIME, ORIGIN, DELAY, SPARE);
    Schema candidate = Departures.avro(ID, TIME, ORIGIN, DELAY, SPARE, zip("'hash'"));
    TopicReader reader =
        TopicReader.of(departures.contractWith(newest), departures.topic + "-value", "")
            .orElseThrow();

    assertThat(ConsumerReview.of(reader, newest, candidate, false))
        .singleElement()
        .satisfies(
            one ->
                assertThat(one.reason())
                    .startsWith(
                        "HASH_KEY_UNKNOWN: pii of zip is hash, and pipeline flights hashes"));
    assertThat(ConsumerReview.of(reader, newest, candidate, true)).isEmpty();
  }

  @Test
  void aColumnIsMaskedOneWayOverAllEventTypes() {
    TopicReader reader =
        TopicReader.of(
                departures.contractOfTwoTypes(),
                departures.topic + "-aviation.Departure",
                "aviation.Departure")
            .orElseThrow();
    Schema candidate =
        Departures.avro(
            ID,
            TIME,
            ORIGIN,
            DELAY,
            SPARE,
            PASSENGER,
            "{'name':'reason','type':'string','default':'','pii':'redact'}");

    assertThat(ConsumerReview.of(reader, null, candidate, false))
        .extracting(Incompatibility::reason)
        .containsExactly(
            "MASKING_CONFLICT: pii of reason is redact, and in event type cancellation it is not set."
                + " Write the same in both.");
  }

  @Test
  void aNewFieldIsTakenUnlessItsColumnIsAnothers() {
    assertThat(review(ID, TIME, ORIGIN, DELAY, SPARE, PASSENGER, text("gate"))).isEmpty();
    assertThat(reasons(text("origin_city")))
        .containsExactly(
            "COLUMN_TAKEN: the enrichment from flights_airports makes a column origin_city");
    assertThat(reasons(text("Origin")))
        .containsExactly(
            "COLUMN_TAKEN: Origin differs from column origin in upper and lower case only");
    assertThat(reasons(text("_offset")))
        .containsExactly("COLUMN_TAKEN: names that begin with _ are those of technical columns");
  }

  @Test
  void aColumnHasOneTypeOverAllEventTypes() {
    PipelineContract contract = departures.contractOfTwoTypes();
    String subject = departures.topic + "-aviation.Departure";
    TopicReader reader = TopicReader.of(contract, subject, "aviation.Departure").orElseThrow();
    Schema candidate =
        Departures.avro(
            ID,
            TIME,
            ORIGIN,
            DELAY,
            SPARE,
            PASSENGER,
            "{'name':'reason','type':['null','int'],'default':null}");

    assertThat(ConsumerReview.of(reader, null, candidate, false))
        .containsExactly(
            new Incompatibility(
                "/fields/6/type",
                "COLUMN_CONFLICT: reason is int, and in event type cancellation it is string",
                "table raw.flights"));
  }

  @Test
  void whereSeveralTypesShareATopicTheRecordKeepsItsName() {
    TopicReader reader =
        TopicReader.of(
                departures.contractOfTwoTypes(),
                departures.topic + "-aviation.Departure",
                "aviation.Departed")
            .orElseThrow();
    Schema renamed =
        new Schema.Parser().parse(Departures.declared().replace("\"Departure\"", "\"Departed\""));

    assertThat(ConsumerReview.of(reader, null, renamed, false))
        .extracting(Incompatibility::path)
        .containsExactly("/name");
  }

  @Test
  void aColumnOfTheNewestVersionIsAsFixedAsOneOfTheContract() {
    Schema newest = Departures.avro(ID, TIME, ORIGIN, DELAY, SPARE, PASSENGER, text("gate"));
    Schema candidate =
        Departures.avro(
            ID, TIME, ORIGIN, DELAY, SPARE, PASSENGER, "{'name':'gate','type':'int','default':0}");

    assertThat(ConsumerReview.of(reader(), newest, candidate, false))
        .containsExactly(
            new Incompatibility(
                "/fields/6/type",
                "TYPE_CHANGED: gate is string and becomes int",
                "table raw.flights"));
  }

  @Test
  void whatWasRecordedOfADatasetCountsInThePlaceOfItsWords() {
    RecordedUses recorded =
        new RecordedUses(
            Map.of(
                "flights_live",
                List.of(
                    new Edge("origin", "origin", true),
                    new Edge("origin", "*", false),
                    new Edge("spare", "*", false)),
                "rollup.flights_daily",
                List.of(
                    new Edge("origin", "city", false), new Edge("delay_minutes", "delay", false))));
    Schema candidate = Departures.avro(ID, TIME, PASSENGER);

    assertThat(ConsumerReview.of(reader().with(recorded), null, candidate, false))
        .filteredOn(one -> one.consumer().matches("aggregate .*|rollup .*|ClickHouse .*"))
        .extracting(one -> one.reason() + ": " + one.consumer())
        .containsExactly(
            "FIELD_REMOVED: origin, which it has as a key: aggregate flights_live",
            "FIELD_REMOVED: origin, which it is ordered by: ClickHouse table serving.flights_live",
            "FIELD_REMOVED: origin, which it makes city of: rollup flights_daily",
            "FIELD_REMOVED: delay_minutes, which it makes delay of: rollup flights_daily",
            "FIELD_REMOVED: spare, which it chooses its rows by: aggregate flights_live");
  }

  @Test
  void whatIsNoRecordIsNoEvent() {
    assertThat(ConsumerReview.of(reader(), null, Schema.create(Schema.Type.STRING), false))
        .containsExactly(
            new Incompatibility(
                "", "NO_RECORD: an event is a record, and this is string", "table raw.flights"));
  }

  @Test
  void aReaderIsFoundUnderEveryNameThatStandardClientsGiveItsSubject() {
    PipelineContract two = departures.contractOfTwoTypes();
    String topic = departures.topic;

    assertThat(TopicReader.of(departures.contract(), topic + "-value", "any")).isPresent();
    assertThat(
            TopicReader.of(
                departures.contract(), topic + "-aviation.Departure", "aviation.Departure"))
        .isPresent();
    assertThat(TopicReader.of(two, topic + "-value", "aviation.Cancellation"))
        .hasValueSatisfying(reader -> assertThat(reader.type().name()).isEqualTo("cancellation"));
    assertThat(TopicReader.of(two, topic + "-value", "aviation.Other")).isEmpty();
    assertThat(TopicReader.of(two, "other-value", "aviation.Departure")).isEmpty();
  }

  private List<String> reasons(String added) {
    return review(ID, TIME, ORIGIN, DELAY, SPARE, PASSENGER, added).stream()
        .map(Incompatibility::reason)
        .toList();
  }

  private List<Incompatibility> review(String... fields) {
    return ConsumerReview.of(reader(), null, Departures.avro(fields), false);
  }

  private TopicReader reader() {
    return TopicReader.of(departures.contract(), departures.topic + "-value", "").orElseThrow();
  }

  private static String delay(String type) {
    return DELAY.replace("'int'", "'" + type + "'");
  }

  private static String zip(String pii) {
    return "{'name':'zip','type':'string','default':'','pii':%s}".formatted(pii);
  }

  private static String text(String name) {
    return "{'name':'%s','type':'string','default':''}".formatted(name);
  }
}
