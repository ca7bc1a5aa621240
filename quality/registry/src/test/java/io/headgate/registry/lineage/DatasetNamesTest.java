package io.headgate.registry.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetNamesTest {
  private final DatasetNames names =
      new DatasetNames(Set.of("flights.v1", "raw.flights", "serving.flights_daily"));

  @ParameterizedTest
  @CsvSource({
    "headgate, raw.flights, raw.flights",
    "kafka://broker:9092, flights.v1, flights.v1",
    "trino://host:8080, published.raw.flights, raw.flights",
    "lake, lake.raw.flights, raw.flights",
    "clickhouse://host:8123, analyst.flights_daily, serving.flights_daily",
    "clickhouse://host:8123, serving.flights_daily, serving.flights_daily",
    // The same name elsewhere is another dataset.
    "clickhouse://host:8123, flights.v1, clickhouse://host:8123/flights.v1",
    "postgres://db:5432, raw.flights, postgres://db:5432/raw.flights",
    "kafka://broker:9092, others.v1, kafka://broker:9092/others.v1",
    "file, /data/flights, file/data/flights"
  })
  void oursAreKnownAgainAndOthersKeepTheirNamespace(String namespace, String name, String known) {
    assertThat(names.of(namespace, name)).isEqualTo(known);
  }
}
