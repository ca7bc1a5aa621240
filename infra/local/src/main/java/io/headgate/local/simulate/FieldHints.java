package io.headgate.local.simulate;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the contract's rules say of single fields, so that values can be made that keep them. */
final class FieldHints {
  private static final String NUMBER = "(-?\\d+(?:\\.\\d+)?)";
  private static final Pattern BETWEEN =
      pattern("(\\w+)\\s+BETWEEN\\s+" + NUMBER + "\\s+AND\\s+" + NUMBER);
  private static final Pattern COMPARISON = pattern("(\\w+)\\s*(>=|<=|>|<)\\s*" + NUMBER);
  private static final Pattern IN = pattern("(\\w+)\\s+IN\\s*\\(([^)]*)\\)");
  private static final Pattern CLASS =
      pattern("(\\w+)\\s+RLIKE\\s+'\\^\\[([^\\]]+)\\]\\{(\\d+)\\}\\$'");
  private static final double WIDTH = 1_000;

  private final Map<String, Range> ranges = new HashMap<>();
  private final Map<String, List<String>> values = new HashMap<>();
  private final Map<String, Letters> letters = new HashMap<>();

  /** Numbers from least to most, both included. */
  record Range(double least, double most) {
    static final Range USUAL = new Range(0, WIDTH);
  }

  /** Texts of so many characters out of some. */
  record Letters(String characters, int length) {}

  private FieldHints() {}

  static FieldHints of(PipelineContract contract) {
    FieldHints hints = new FieldHints();
    contract.rules().stream().map(Rule::expression).forEach(hints::read);
    return hints;
  }

  private void read(String rule) {
    matches(BETWEEN, rule)
        .forEach(
            found ->
                ranges.put(
                    found.group(1),
                    new Range(
                        Double.parseDouble(found.group(2)), Double.parseDouble(found.group(3)))));
    matches(COMPARISON, rule).forEach(this::compare);
    matches(IN, rule)
        .forEach(
            found ->
                values.put(
                    found.group(1),
                    Arrays.stream(found.group(2).split(",", -1))
                        .map(value -> value.strip().replaceAll("^'|'$", ""))
                        .toList()));
    matches(CLASS, rule)
        .forEach(
            found ->
                letters.put(
                    found.group(1),
                    new Letters(characters(found.group(2)), Integer.parseInt(found.group(3)))));
  }

  private void compare(MatchResult found) {
    double bound = Double.parseDouble(found.group(3));
    Range range = ranges.getOrDefault(found.group(1), Range.USUAL);
    ranges.put(
        found.group(1),
        switch (found.group(2)) {
          case ">" -> new Range(bound + 1, Math.max(range.most(), bound + WIDTH));
          case ">=" -> new Range(bound, Math.max(range.most(), bound + WIDTH));
          case "<" -> new Range(Math.min(range.least(), bound - WIDTH), bound - 1);
          default -> new Range(Math.min(range.least(), bound - WIDTH), bound);
        });
  }

  /** {@code A-Z0-9} written out. */
  private static String characters(String inClass) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < inClass.length(); i++) {
      if (i + 2 < inClass.length() && inClass.charAt(i + 1) == '-') {
        for (char each = inClass.charAt(i); each <= inClass.charAt(i + 2); each++) {
          all.append(each);
        }
        i += 2;
      } else {
        all.append(inClass.charAt(i));
      }
    }
    return all.toString();
  }

  private static List<MatchResult> matches(Pattern pattern, String rule) {
    return pattern.matcher(rule).results().toList();
  }

  private static Pattern pattern(String text) {
    return Pattern.compile(text, Pattern.CASE_INSENSITIVE);
  }

  Range range(String field) {
    return ranges.getOrDefault(field, Range.USUAL);
  }

  Optional<List<String>> values(String field) {
    return Optional.ofNullable(values.get(field));
  }

  Optional<Letters> letters(String field) {
    return Optional.ofNullable(letters.get(field));
  }
}
