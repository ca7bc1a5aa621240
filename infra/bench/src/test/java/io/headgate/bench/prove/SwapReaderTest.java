package io.headgate.bench.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.bench.prove.HourSource.Hour;
import io.headgate.bench.prove.SwapReader.Expected;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SwapReaderTest {
  private static final Instant HOUR = Instant.parse("2026-01-01T05:00:00Z");
  private static final Instant NEXT = Instant.parse("2026-01-01T06:00:00Z");
  private static final Hour WHOLE = new Hour(20, 20, 100);

  @Test
  void growsAndFillsWithoutAFinding() throws Exception {
    assertThat(
            findings(
                List.of(
                    Map.of(),
                    Map.of(HOUR, WHOLE),
                    Map.of(HOUR, new Hour(20, 20, 101), NEXT, WHOLE))))
        .isEmpty();
  }

  @Test
  void seesAnHourThatIsGoneForAMoment() throws Exception {
    assertThat(findings(List.of(Map.of(HOUR, WHOLE), Map.of(), Map.of(HOUR, WHOLE))))
        .containsExactly("store: 2026-01-01T05:00:00Z is gone");
  }

  @Test
  void seesAnHourThatIsFilledSiteBySite() throws Exception {
    assertThat(findings(List.of(Map.of(HOUR, new Hour(7, 7, 35)), Map.of(HOUR, WHOLE))))
        .singleElement()
        .asString()
        .contains("05:00:00Z is half: Hour[sites=7, rows=7, clicks=35]");
  }

  @Test
  void seesOldAndNewRowsTogether() throws Exception {
    assertThat(findings(List.of(Map.of(HOUR, WHOLE), Map.of(HOUR, new Hour(20, 40, 200)))))
        .anySatisfy(text -> assertThat(text).contains("has a site twice"))
        .anySatisfy(text -> assertThat(text).contains("has more clicks than were sent"));
  }

  @Test
  void seesThatAnOlderStateCameBack() throws Exception {
    assertThat(findings(List.of(Map.of(HOUR, WHOLE), Map.of(HOUR, new Hour(20, 20, 99)))))
        .singleElement()
        .asString()
        .contains(
            "had Hour[sites=20, rows=20, clicks=100] and has Hour[sites=20, rows=20, clicks=99]");
  }

  private static List<String> findings(List<Map<Instant, Hour>> answers) throws Exception {
    SwapReader reader =
        new SwapReader(new Script(answers), 0, new Expected(hour -> 20, hour -> 150));
    try (reader) {
      await().until(() -> reader.reads() >= answers.size());
    }
    return reader.findings();
  }

  /** Answers one after the other, and then the last one for ever. */
  private static final class Script implements HourSource {
    private final Iterator<Map<Instant, Hour>> answers;
    private Map<Instant, Hour> last = Map.of();

    Script(List<Map<Instant, Hour>> answers) {
      this.answers = answers.iterator();
    }

    @Override
    public String name() {
      return "store";
    }

    @Override
    public Map<Instant, Hour> read() {
      last = answers.hasNext() ? answers.next() : last;
      return last;
    }

    @Override
    public void close() {}
  }
}
