package io.headgate.registry.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.registry.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes bodies that are almost, or not at all, what the calls take. */
final class BodyFuzzer {
  private static final int LARGER_THAN_ALLOWED = (1 << 20) + 1;

  /** One of each kind that the calls take, so that what is changed in them comes far inside. */
  private static final List<String> WHOLE =
      List.of(
          """
          {"writer": "w", "scope": "s", "epoch": 1, "dataset": "raw.s1", "pipeline": "s1",
           "contract_version": 1, "rows_in": 1, "rows_valid": 1, "rows_quarantined": 0,
           "offsets": [{"topic": "t", "partition": 0, "from": 0, "until": 1}],
           "partition_rows": {"event_date=2026-11-12": 1}, "errors": {"E": 1},
           "started_at": "2026-11-12T00:00:00Z", "committed_at": "2026-11-12T00:00:01Z"}
          """,
          """
          {"run_key": "k", "dataset": "rollup.s1", "pipeline": "s1", "contract_version": 1,
           "window_start": "2026-11-12T00:00:00Z", "window_end": "2026-11-13T00:00:00Z",
           "state": "PUBLISHED", "partition_rows": {"2026-11-12": 1},
           "checks": [{"name": "c", "outcome": "PASSED", "weight": 1.0, "detail": "d"}],
           "inputs": {"raw.s1": 1}, "publication": {"snapshot_id": 1, "sequence_number": 1,
           "metadata_location": "file:///m"}, "started_at": "2026-11-12T00:00:00Z",
           "ended_at": "2026-11-12T00:00:01Z"}
          """,
          """
          {"name": "s1", "mode": "batch", "owner_team": "t", "sla_minutes": 5,
           "source_topics": ["t"], "contract": {"name": "s1", "minimum_score": 0.9,
           "rollups": [], "aggregates": [], "sources": []}}
          """,
          """
          {"schema": "{\\"type\\":\\"record\\",\\"name\\":\\"R\\",\\"fields\\":[{\\"name\\":\\"a\\",\\"type\\":\\"int\\"}]}",
           "schemaType": "AVRO", "references": []}
          """,
          """
          {"definition": "{\\"type\\":\\"record\\",\\"name\\":\\"R\\",\\"fields\\":[]}",
           "compatibility": "FULL"}
          """,
          """
          {"query": "q", "pipeline": "s1", "state": "RUNNING", "since": "2026-11-12T00:00:00Z",
           "restarts": 0, "partitions": [{"topic": "t", "partition": 0, "committed_offset": 0,
           "end_offset": 1, "offsets_behind": 1, "seconds_behind": 1.5}],
           "reported_at": "2026-11-12T00:00:00Z"}
          """,
          """
          {"pipeline": "s1", "topic": "t", "partition": 0, "from": 0, "until": 5, "kind": "k",
           "reason": "r", "who": "w", "at": "2026-11-12T00:00:00Z"}
          """,
          """
          {"reason": "r", "who": "w", "partition": "2026-11-12", "until": "2026-11-13T00:00:00Z",
           "from": "WRITTEN", "to": "CHECKED", "kind": "K", "pipeline": "s1", "text": "x",
           "name": "n", "role": "reader", "compatibility": "NONE"}
          """);

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1e999",
          "-0.0",
          "99999999999999999999",
          "9223372036854775807",
          "-9223372036854775808",
          "2147483648",
          "0.1",
          "\"\"",
          "\" \"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\udfff x\"",
          "\"'; DROP TABLE dataset; --\"",
          "\"\\ufffe\\uffff\"",
          "[]",
          "{}",
          "[[]]",
          "[null]",
          "{\"\":null}",
          "{\"a\":{\"b\":[{}]}}",
          "\"+999999999-12-31T23:59:59Z\"",
          "\"-999999999-01-01T00:00:00Z\"",
          "\"2026-13-45T99:99:99Z\"",
          "\"NaN\"",
          "\"Infinity\"",
          "\"PUBLISHED\"",
          "\"latest\"",
          "\"..\"",
          "\"%s%n%x\"",
          "\"${jndi:ldap://x}\"",
          "\"\ud83d\udeeb\"");

  private final Random random;

  BodyFuzzer(Random random) {
    this.random = random;
  }

  byte[] next() {
    int kind = random.nextInt(1_000);
    if (kind == 0) {
      return "[".repeat(LARGER_THAN_ALLOWED).getBytes(UTF_8);
    }
    if (kind < 20) {
      return ("{\"schema\":" + "[".repeat(1 + random.nextInt(3_000))).getBytes(UTF_8);
    }
    if (kind < 100) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] body = changed().getBytes(UTF_8);
    if (kind < 200 && body.length > 0) {
      body[random.nextInt(body.length)] = (byte) random.nextInt(256);
    }
    return body;
  }

  /** A whole body, of which some values are others. */
  private String changed() {
    try {
      JsonNode body = Json.MAPPER.readTree(pick(WHOLE));
      for (int i = random.nextInt(4); i >= 0; i--) {
        change(body);
      }
      return body.toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void change(JsonNode body) throws JsonProcessingException {
    List<JsonNode> holders = new ArrayList<>();
    collect(body, holders);
    JsonNode holder = pick(holders);
    JsonNode value =
        random.nextInt(30) == 0
            ? Json.MAPPER.getNodeFactory().textNode("long ".repeat(random.nextInt(20_000)))
            : Json.MAPPER.readTree(pick(VALUES));
    if (holder instanceof ObjectNode object && object.size() > 0) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = pick(names);
      if (random.nextInt(5) == 0) {
        object.remove(name);
      } else {
        object.set(name, value);
      }
    } else if (holder instanceof ArrayNode array) {
      array.add(value);
    }
  }

  private static void collect(JsonNode node, List<JsonNode> holders) {
    if (node.isContainerNode()) {
      holders.add(node);
      node.forEach(child -> collect(child, holders));
    }
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
