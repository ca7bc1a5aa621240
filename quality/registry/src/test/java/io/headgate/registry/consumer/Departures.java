package io.headgate.registry.consumer;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.Enrichment;
import io.headgate.platform.contract.EventTime;
import io.headgate.platform.contract.EventType;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.ReferenceOrigin;
import io.headgate.platform.contract.Retention;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.contract.Rule;
import io.headgate.platform.contract.Sla;
import io.headgate.platform.contract.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** A pipeline with every kind of reader of its events, and the schemas that its producers send. */
public final class Departures {
  public static final String ID = "{'name':'event_id','type':'string'}";
  public static final String TIME =
      "{'name':'scheduled_at','type':{'type':'long','logicalType':'timestamp-micros'}}";
  public static final String ORIGIN = "{'name':'origin','type':'string'}";
  public static final String DELAY = "{'name':'delay_minutes','type':'int'}";
  public static final String SPARE = "{'name':'spare','type':'string','default':''}";
  public static final String PASSENGER = "{'name':'passenger','type':'string','pii':'hash'}";

  public final String name;
  public final String topic;

  public Departures(String name) {
    this.name = name;
    this.topic = "aviation." + name + ".v1";
  }

  /** The contract's own schema, with some of its fields replaced or taken away. */
  public static String schema(String... fields) {
    return "{'type':'record','name':'Departure','namespace':'aviation','fields':[%s]}"
        .formatted(String.join(",", fields))
        .replace('\'', '"');
  }

  /** The schema that the contract declares. */
  public static String declared() {
    return schema(ID, TIME, ORIGIN, DELAY, SPARE, PASSENGER);
  }

  static Schema avro(String... fields) {
    return new Schema.Parser().parse(schema(fields));
  }

  /** A contract over one topic with one type of event. */
  public PipelineContract contract() {
    return contract(List.of(Source.of(topic, declared(), 1, (short) 1)));
  }

  /** The contract with another schema. */
  PipelineContract contractWith(Schema schema) {
    return contract(List.of(Source.of(topic, schema.toString(), 1, (short) 1)));
  }

  /** Another pipeline over the same topic. */
  public PipelineContract contractOf(String otherName) {
    return new Departures(otherName).contract(contract().sources());
  }

  /** A contract over one topic with departures and cancellations. */
  PipelineContract contractOfTwoTypes() {
    String cancelled =
        schema(ID, TIME, "{'name':'reason','type':'string'}".replace('\'', '"'))
            .replace("Departure", "Cancellation");
    return contract(
        List.of(
            new Source(
                topic,
                List.of(EventType.named(declared()), EventType.named(cancelled)),
                1,
                (short) 1)));
  }

  private PipelineContract contract(List<Source> sources) {
    return new PipelineContract(
        name,
        "aviation",
        sources,
        "event_id",
        new EventTime("scheduled_at", Duration.ofHours(36), Duration.ofHours(1)),
        Delivery.AT_LEAST_ONCE,
        null,
        List.of(new Rule("delay_is_plausible", "delay_minutes < 2880")),
        List.of(
            new Reference(
                name + "_airports",
                "iata",
                Map.of("iata", "string", "city", "string"),
                new ReferenceOrigin.Jdbc("airports"))),
        List.of(new Enrichment(name + "_airports", "origin", Map.of("city", "origin_city"))),
        List.of(
            new Aggregate(
                name + "_live",
                "SELECT window.start AS window_start, window.end AS window_end, origin,"
                    + " avg(delay_minutes) AS delay FROM events"
                    + " GROUP BY window(scheduled_at, '1 hour'), origin -- not spare",
                List.of("origin"))),
        List.of(
            new Rollup(
                name + "_daily",
                "SELECT window.start AS window_start, window.end AS window_end, origin_city AS city,"
                    + " count(distinct passenger) AS passengers FROM events"
                    + " GROUP BY window(scheduled_at, '1 day'), origin_city",
                Grain.DAILY,
                List.of("city"),
                null,
                List.of())),
        new Retention(Duration.ofDays(7), Duration.ofDays(14)),
        new Sla(Duration.ofHours(6)),
        0.9);
  }
}
