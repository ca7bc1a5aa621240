package io.headgate.local.top;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How large the terminal is.
 *
 * @param rows lines that it shows
 * @param columns characters of a line
 */
public record Terminal(int rows, int columns) {
  /** Of output that goes to no terminal. */
  private static final Terminal UNBOUNDED = new Terminal(Integer.MAX_VALUE, 160);

  private static final String HOME = "\u001b[H";
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  /** That of this process, as it is now. */
  public static Terminal current() throws InterruptedException {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String told = new String(stty.getInputStream().readAllBytes(), UTF_8).strip();
      return stty.waitFor() == 0 ? parse(told) : UNBOUNDED;
    } catch (IOException e) {
      // A machine without stty still has lines to print on.
      return UNBOUNDED;
    }
  }

  private static Terminal parse(String told) {
    List<Integer> numbers =
        told.lines()
            .flatMap(line -> List.of(line.split(" ", -1)).stream())
            .filter(word -> word.matches("[1-9][0-9]{0,4}"))
            .map(Integer::valueOf)
            .toList();
    return numbers.size() == 2 ? new Terminal(numbers.get(0), numbers.get(1)) : UNBOUNDED;
  }

  /** Shows these lines in place of those before, as far as they fit. */
  public void show(List<String> lines, PrintStream out) {
    String page =
        lines.stream()
            .limit(Math.max(1, rows - 1))
            .map(line -> line + CLEAR_LINE)
            .collect(Collectors.joining("\n", HOME, "\n" + CLEAR_BELOW));
    out.print(page);
    out.flush();
  }
}
