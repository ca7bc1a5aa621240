package io.headgate.registry.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.Rollup;
import io.headgate.registry.metric.MetricPoint.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both stores write a value of a key column alike, and find it by what they write. */
class MetricKeysTest {
  private static final Instant DAY = Instant.parse("2026-11-12T00:00:00Z");
  private static final MetricTable TABLE =
      new MetricTable(
          "departures",
          new Rollup("daily", "SELECT 1", Grain.DAILY, List.of("origin"), null, List.of()),
          List.of("origin"));

  @Test
  void aKeyWithoutAValueIsFoundByTheEmptyTextThatItIsShownAs() {
    assertThat(sql("")).contains("AND coalesce(CAST(\"origin\" AS varchar), '') = ?");
    assertThat(sql("ORD")).contains("AND CAST(\"origin\" AS varchar) = ?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"String", "LowCardinality(String)", "Int64", "UInt8", "Bool", "Date32"})
  void textIntegersBooleansAndDatesAreKeys(String type) {
    assertThatCode(() -> MetricColumns.requireKeys(Map.of("origin", type), TABLE))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float64", "DateTime64(6, 'UTC')", "Decimal(18, 2)"})
  void whatStoresWriteDifferentlyIsNone(String type) {
    assertThatThrownBy(() -> MetricColumns.requireKeys(Map.of("origin", type), TABLE))
        .hasMessage(
            "Key column 'origin' of 'departures' is %s, and neither text, an integer, a boolean nor a date, which stores write alike. Read it in SQL."
                .formatted(type));
  }

  private static String sql(String origin) {
    List<Span> spans = List.of(new Span(DAY, DAY.plusSeconds(60), Source.TRINO, true));
    return TrinoWindows.sql(
        new WindowRows(TABLE, "flights", false, Map.of("origin", origin), spans, null, 10),
        new ArrayList<>());
  }
}
