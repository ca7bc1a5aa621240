package io.headgate.bench.oracle;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.avro.generic.GenericRecord;

/**
 * The rules of the pipelines of clicks.
 *
 * @param contract whether the pipeline has the rules of {@code rules.yaml}
 */
public record ClickRules(boolean contract) implements EventRules {
  private static final Pattern COUNTRY = Pattern.compile("^[A-Z]{2}$");
  private static final long TOLERANCE_MICROS = 60_000_000;

  @Override
  public Optional<String> broken(GenericRecord event, long brokerMillis) {
    if (contract && !holds(event)) {
      return Optional.of(TopicTruth.RULE_BROKEN);
    }
    long ahead = (long) event.get("occurred_at") - brokerMillis * 1000;
    return ahead > TOLERANCE_MICROS ? Optional.of("EVENT_TIME_AHEAD") : Optional.empty();
  }

  private static boolean holds(GenericRecord event) {
    int duration = (int) event.get("duration_ms");
    int status = (int) event.get("status");
    return duration >= 0
        && duration <= 600_000
        && (long) event.get("amount_cents") >= 0
        && COUNTRY.matcher(event.get("country").toString()).find()
        && (status == 200 || status == 404);
  }
}
