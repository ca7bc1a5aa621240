package io.headgate.local.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import io.headgate.platform.job.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventIdsTest {
  private static final Path FLIGHTS = Path.of("../../sql/pipelines/flights");
  private static final Settings SETTINGS =
      Settings.of(Map.of("pii.hash-key", "a-key-of-32-characters-for-tests"));

  @TempDir Path folder;

  @Test
  void anIdIsTheEventsOwnText() {
    EventIds ids = EventIds.of(PipelineFolder.load(FLIGHTS), SETTINGS);

    assertThat(ids.of(event("there"))).isEqualTo(Optional.of("there"));
  }

  /** The expected value is of openssl dgst -sha256 -hmac. */
  @Test
  void anIdThatTheContractHashesIsLookedUpHashed() throws IOException {
    EventIds ids = EventIds.of(flightsWithHashedIds(), SETTINGS);

    assertThat(ids.of(event("there")))
        .isEqualTo(Optional.of("ac9ed3b35a1456c92c55f2b7c119576a61f92bbc920191dc0d98fb8d8eb84ee8"));
  }

  private PipelineContract flightsWithHashedIds() throws IOException {
    Path copy = folder.resolve("flights");
    List<Path> files;
    try (Stream<Path> walk = Files.walk(FLIGHTS)) {
      files = walk.toList();
    }
    for (Path file : files) {
      Files.copy(file, copy.resolve(FLIGHTS.relativize(file).toString()));
    }
    Path schema = copy.resolve("departure.avsc");
    String plain = Files.readString(schema);
    String hashed =
        plain.replace("\"name\": \"event_id\",", "\"name\": \"event_id\", \"pii\": \"hash\",");
    assertThat(hashed).isNotEqualTo(plain);
    Files.writeString(schema, hashed);
    return PipelineFolder.load(copy);
  }

  private static GenericRecord event(String id) {
    GenericRecord event = new GenericData.Record(new Schema.Parser().parse(Event.SCHEMA));
    event.put("event_id", id);
    return event;
  }
}
