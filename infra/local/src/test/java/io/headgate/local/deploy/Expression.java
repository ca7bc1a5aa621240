package io.headgate.local.deploy;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An expression in Prometheus' language. */
record Expression(String text) {
  private static final Pattern LABELS =
      Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(\\s*\\()?");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

  /** The metrics that it asks for. */
  Set<String> metrics() {
    String bare = text.replaceAll("\\{[^}]*\\}", " ").replaceAll("\\[[^\\]]*\\]", " ");
    Matcher names = NAME.matcher(LABELS.matcher(bare).replaceAll(" "));
    Set<String> metrics = new TreeSet<>();
    while (names.find()) {
      boolean isFunction = names.group(1) != null;
      if (!isFunction && !WORDS.contains(names.group())) {
        metrics.add(names.group());
      }
    }
    return metrics;
  }
}
