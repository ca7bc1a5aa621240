package io.headgate.registry.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlWordsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT avg(delay) FROM events",
        "SELECT avg(DELAY) FROM events",
        "SELECT `delay` FROM events",
        "SELECT e.delay FROM events e",
        "SELECT 'it''s', delay FROM events",
        "SELECT 1 AS delay FROM events",
        "SELECT count(*) FROM (SELECT * FROM events)",
        "SELECT count(*) FROM (SELECT DISTINCT * FROM events)",
        "SELECT e.* FROM events e",
        "SELECT origin, * FROM events",
        "SELECT count(DISTINCT struct(*)) FROM events",
        "SELECT 1 -- one\n, delay FROM events",
      })
  void aColumnThatMayBeUsedIsFound(String sql) {
    assertThat(SqlWords.of(sql).mayUse("delay")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM events",
        "SELECT Count( * ) FROM events",
        "SELECT delay_minutes, delayed FROM events",
        "SELECT 'delay' FROM events",
        "SELECT 'it''s a delay' FROM events",
        "SELECT 1 -- delay\n FROM events",
        "SELECT 1 /* delay */ FROM events",
        "SELECT 2 * origin FROM events",
      })
  void aColumnThatStandsNowhereIsNotFound(String sql) {
    assertThat(SqlWords.of(sql).mayUse("delay")).isFalse();
  }
}
