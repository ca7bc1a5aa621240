package io.headgate.registry;

import static io.headgate.registry.IngestedFlights.RAW_DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.RawPublication;
import io.headgate.platform.registry.RegistryRefusedException;
import io.headgate.platform.registry.RunReport.Publication;
import java.sql.SQLException;
import java.util.Map;
import javax.annotation.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What readers see of raw: states that were checked, one after the other. */
class RawPublicationTest {
  private static TestingRegistry registry;

  private final IngestedFlights ingested = new IngestedFlights(registry);
  private final Flights flights = ingested.flights;

  @BeforeAll
  static void start() {
    registry = IngestedFlights.registry();
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void aCheckedStateIsShownAndTheNextOneFollowsIt() throws SQLException {
    assertThat(ingested.pointer(flights.raw)).isEmpty();

    assertThat(publish(flights.raw, null, 1)).isTrue();
    assertThat(ingested.pointer(flights.raw)).contains("file:///pointers/raw/1.json");
    assertThat(publish(flights.raw, 1001L, 2)).isTrue();

    assertThat(ingested.pointer(flights.raw)).contains("file:///pointers/raw/2.json");
    assertThat(registry.client().dataset(flights.raw).orElseThrow().snapshotId()).isEqualTo(1002L);
  }

  @Test
  void aCheckThatAnotherHasOvertakenMovesNothing() throws SQLException {
    publish(flights.raw, null, 1);
    publish(flights.raw, 1001L, 2);

    assertThat(publish(flights.raw, 1001L, 3)).isFalse();
    assertThat(publish(flights.raw, null, 4)).isFalse();

    assertThat(ingested.pointer(flights.raw)).contains("file:///pointers/raw/2.json");
  }

  @Test
  void readersOfAnUnbalancedRawKeepWhatTheyHave() throws SQLException {
    publish(flights.raw, null, 1);
    // Offsets 100 to 199 are in no batch.
    registry
        .client()
        .postLedger(
            flights.epoch(2, new OffsetRange("t", 0, 200, 300), 100, Map.of(RAW_DAY, 100L)));

    assertThatThrownBy(() -> publish(flights.raw, 1001L, 2))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining(
            "Readers of %s keep what they have, as its gate is shut: ".formatted(flights.raw));
    assertThat(ingested.pointer(flights.raw)).contains("file:///pointers/raw/1.json");
  }

  @Test
  void whatPassedWhileItWasHeldIsShownWhenTheHoldIsReleased() throws SQLException {
    publish(flights.raw, null, 1);
    long hold = registry.client().gates().hold(flights.raw, null, "an audit", "ana", null).holdId();

    assertThat(publish(flights.raw, 1001L, 2)).isTrue();
    assertThat(ingested.pointer(flights.raw)).contains("file:///pointers/raw/1.json");
    registry.client().gates().release(flights.raw, hold, "ana");

    assertThat(ingested.pointer(flights.raw)).contains("file:///pointers/raw/2.json");
  }

  @Test
  void onlyRawIsPublishedLikeThis() throws SQLException {
    for (String other : new String[] {flights.daily, "quarantine." + flights.name}) {
      assertThatThrownBy(() -> publish(other, null, 1))
          .isInstanceOf(RegistryRefusedException.class)
          .hasMessageContaining("Dataset '%s' is not raw".formatted(other));
      assertThat(ingested.pointer(other)).isEmpty();
    }
  }

  private boolean publish(String dataset, @Nullable Long after, long sequence) {
    return registry
        .client()
        .publishRaw(
            new RawPublication(
                dataset,
                flights.name,
                after,
                new Publication(
                    1000 + sequence, sequence, "file:///pointers/raw/" + sequence + ".json")));
  }
}
