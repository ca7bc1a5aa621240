package io.headgate.bench.report;

import java.util.List;
import java.util.Locale;

/** Horizontal bars as a page of HTML that needs nothing else. */
public final class Chart {
  private static final int LABEL = 260;
  private static final int WIDTH = 560;
  private static final int ROW = 34;

  /**
   * One bar.
   *
   * @param value its length
   * @param added shown behind it in another colour
   */
  public record Bar(String label, double value, double added) {}

  private Chart() {}

  /**
   * A page.
   *
   * @param unit what the bars measure
   * @param notes shown below
   */
  public static String html(String title, String unit, List<Bar> bars, List<String> notes) {
    double longest = bars.stream().mapToDouble(bar -> bar.value() + bar.added()).max().orElse(1);
    StringBuilder page = new StringBuilder();
    page.append(
        """
        <!doctype html><meta charset="utf-8"><title>%1$s</title>
        <style>body{font:15px system-ui;margin:2em auto;max-width:62em;color:#222}text{font-size:13px}</style>
        <h1>%1$s</h1><p>%2$s</p>
        <svg viewBox="0 0 %3$d %4$d" width="100%%" role="img" aria-label="%2$s">
        """
            .formatted(escaped(title), escaped(unit), LABEL + WIDTH + 120, bars.size() * ROW));
    for (int i = 0; i < bars.size(); i++) {
      page.append(bar(bars.get(i), i * ROW, WIDTH / longest));
    }
    page.append("</svg>\n<ul>\n");
    notes.forEach(note -> page.append("<li>").append(escaped(note)).append("</li>\n"));
    return page.append("</ul>\n").toString();
  }

  private static String bar(Bar bar, int top, double scale) {
    double first = bar.value() * scale;
    double second = bar.added() * scale;
    return String.format(
        Locale.ROOT,
        """
        <text x="%d" y="%d" text-anchor="end">%s</text>
        <rect x="%d" y="%d" width="%.1f" height="22" fill="#2f6f9f"/>
        <rect x="%.1f" y="%d" width="%.1f" height="22" fill="#c9a227"/>
        <text x="%.1f" y="%d">%.2f + %.2f</text>
        """,
        LABEL - 8,
        top + 20,
        escaped(bar.label()),
        LABEL,
        top + 4,
        first,
        LABEL + first,
        top + 4,
        second,
        LABEL + first + second + 6,
        top + 20,
        bar.value(),
        bar.added());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
