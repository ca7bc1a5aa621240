package io.headgate.local.simulate;

import io.headgate.local.demo.QueryResult;
import io.headgate.platform.contract.PipelineContract;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a simulation sent, told so that anyone can check what arrived.
 *
 * @param idPrefix what the ids of all its events begin with, and of no others
 * @param sent how many events of each kind
 * @param answered what the other side said of it
 */
public record SimulationReport(
    PipelineContract contract,
    Way way,
    String idPrefix,
    Map<EventKind, Long> sent,
    Duration took,
    String answered) {
  public SimulationReport {
    sent = Map.copyOf(sent);
  }

  public long sent(EventKind kind) {
    return sent.getOrDefault(kind, 0L);
  }

  public long total() {
    return sent.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Records that the topics have of it. */
  public long records() {
    return way == Way.KAFKA
        ? total()
        : total() - sent(EventKind.DUPLICATE) - sent(EventKind.UNDECODABLE);
  }

  /** Different ids that raw has of it when the stream has read all. */
  public long validEvents() {
    return Arrays.stream(EventKind.values()).filter(EventKind::isValid).mapToLong(this::sent).sum();
  }

  /** For people. */
  public String text() {
    List<List<String>> rows =
        Arrays.stream(EventKind.values())
            .map(
                kind ->
                    List.of(
                        kind.name().toLowerCase(Locale.ROOT), number(sent(kind)), kind.fate(way)))
            .toList();
    String table = new QueryResult(List.of("kind", "sent", "what becomes of it"), rows).table();
    return """
        %s
        %s events in %.1f s through %s: %s records in the topic, %s different valid events.
        %s
        Check what arrived, when the streams have read it:
          SELECT count(*), count(DISTINCT %s) FROM %s WHERE %s LIKE '%s%%'
        """
        .formatted(
            table,
            number(total()),
            took.toMillis() / 1e3,
            way.name().toLowerCase(Locale.ROOT),
            number(records()),
            number(validEvents()),
            answered,
            contract.eventId(),
            contract.rawDataset(),
            contract.eventId(),
            idPrefix);
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
