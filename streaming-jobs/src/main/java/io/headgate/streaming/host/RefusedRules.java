package io.headgate.streaming.host;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;

import io.headgate.platform.alert.AlertRule;
import io.headgate.platform.registry.Incident;
import io.headgate.platform.registry.IncidentClient;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people which rules of a pipeline cannot be judged, by an incident per metric. */
final class RefusedRules {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedRules.class);

  private record Open(long incident, String text) {}

  private final IncidentClient incidents;
  private final String pipeline;
  @Nullable private Map<String, Open> open;

  RefusedRules(IncidentClient incidents, String pipeline) {
    this.incidents = incidents;
    this.pipeline = pipeline;
  }

  /**
   * Opens and closes incidents.
   *
   * @param reasons all rules that are not judged now, and why
   */
  void tell(Map<AlertRule, String> reasons) {
    Map<String, String> texts =
        reasons.entrySet().stream()
            .collect(
                groupingBy(
                    refused -> refused.getKey().metricName().toString(),
                    TreeMap::new,
                    mapping(Map.Entry::getValue, joining(" "))));
    if (open == null) {
      open = left();
    }
    open.entrySet()
        .removeIf(
            each -> {
              boolean passed = !each.getValue().text().equals(texts.get(each.getKey()));
              if (passed) {
                incidents.close(each.getValue().incident());
              }
              return passed;
            });
    texts.forEach(
        (metric, text) -> {
          if (!open.containsKey(metric)) {
            LOG.warn("alert rules are not judged pipeline={} reason=\"{}\"", pipeline, text);
            Incident opened = incidents.open(Incident.ALERT_RULE_REFUSED, pipeline, metric, text);
            open.put(metric, new Open(opened.id(), text));
          }
        });
  }

  /** Those of an earlier process. */
  private Map<String, Open> left() {
    Map<String, Open> left = new HashMap<>();
    for (Incident incident : incidents.allOpen()) {
      if (incident.kind().equals(Incident.ALERT_RULE_REFUSED)
          && incident.pipeline().equals(pipeline)) {
        left.put(incident.dataset(), new Open(incident.id(), incident.text()));
      }
    }
    return left;
  }
}
