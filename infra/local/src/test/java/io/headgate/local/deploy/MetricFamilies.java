package io.headgate.local.deploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a service exports, read from the text format of Prometheus. */
final class MetricFamilies {
  /**
   * One family.
   *
   * @param samples names of its samples, which for a summary are more than its own
   */
  record Family(String name, String help, String type, Set<String> samples) {}

  private final Map<String, Family> families = new LinkedHashMap<>();

  /** Samples that belong to no family that was told before them. */
  private final List<String> strays = new ArrayList<>();

  MetricFamilies(String scraped) {
    Map<String, String> helps = new LinkedHashMap<>();
    String current = "";
    for (String line : scraped.lines().toList()) {
      if (line.startsWith("# HELP ")) {
        String[] words = line.split(" ", 4);
        helps.put(words[2], words.length == 4 ? words[3] : "");
      } else if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ", 4);
        current = words[2];
        families.put(
            current,
            new Family(current, helps.getOrDefault(current, ""), words[3], new TreeSet<>()));
      } else if (!line.isBlank()) {
        String sample = line.split("[{ ]", 2)[0];
        if (families.containsKey(current) && sample.startsWith(current)) {
          families.get(current).samples().add(sample);
        } else {
          strays.add(sample);
        }
      }
    }
  }

  List<Family> all() {
    return List.copyOf(families.values());
  }

  List<String> strays() {
    return strays;
  }

  Set<String> samples() {
    Set<String> samples = new TreeSet<>();
    families.values().forEach(family -> samples.addAll(family.samples()));
    return samples;
  }
}
