package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.registry.store.GateWatch;
import io.headgate.testing.TestingPostgres;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What waits to be decided anew, and is. */
class GateWatchTest {
  private static final Instant NOW = Instant.parse("2026-11-13T00:00:00Z");

  @Test
  void aDatasetThatWasTouchedVeryOftenIsDecidedInOneLook() {
    try (TestingPostgres postgres = new TestingPostgres();
        Database database = Database.open(TestingRegistry.config(0, postgres))) {
      WatchedPipeline pipeline = new WatchedPipeline(database.jdbi(), NOW);
      pipeline.apply(pipeline.daily());
      pipeline.ingest(1, Map.of("event_date=2026-11-12", 2L));
      database
          .jdbi()
          .useHandle(
              handle ->
                  handle.execute(
                      "INSERT INTO gate_touched (dataset) SELECT ? FROM generate_series(1, 10000)",
                      pipeline.flights.raw));

      new GateWatch(database.jdbi()).look(NOW);

      assertThat(count(database, "gate_touched")).as("gates that wait").isZero();
      assertThat(count(database, "gate_change")).as("decisions that were kept").isPositive();
    }
  }

  private static long count(Database database, String table) {
    return database
        .jdbi()
        .withHandle(
            handle -> handle.select("SELECT count(*) FROM " + table).mapTo(Long.class).one());
  }
}
