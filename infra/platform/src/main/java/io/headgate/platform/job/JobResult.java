package io.headgate.platform.job;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a job ended, with the facts that its result record logs.
 *
 * @param exitCode told to whoever started the job
 * @param facts key=value pairs in the order given; no row contents, no secrets
 */
public record JobResult(ExitCode exitCode, Map<String, Object> facts) {
  public JobResult {
    requireNonNull(exitCode);
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  public static JobResult of(ExitCode exitCode) {
    return new JobResult(exitCode, Map.of());
  }

  public static JobResult done() {
    return of(ExitCode.DONE);
  }

  public JobResult with(String key, Object value) {
    var more = new LinkedHashMap<>(facts);
    more.put(key, value);
    return new JobResult(exitCode, more);
  }

  /** {@code key=value key="value with spaces"}. */
  String record() {
    return facts.entrySet().stream()
        .map(fact -> fact.getKey() + "=" + quoted(String.valueOf(fact.getValue())))
        .collect(Collectors.joining(" "));
  }

  private static String quoted(String value) {
    boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '"');
    return plain ? value : '"' + value.replace("\"", "\\\"").replace('\n', ' ') + '"';
  }
}
