package io.headgate.platform.apply;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;

/** What Spark's parser or analyser refuses, in one line without its decoration. */
final class SqlMistake extends Exception {
  private static final long serialVersionUID = 1L;

  private static final Pattern PLACE = Pattern.compile("[;(]? ?\\(?line (\\d+),? pos \\d+[);]*");
  private static final Pattern ERROR_CLASS = Pattern.compile("^\\[[A-Z_.0-9]+] ");

  private final int line;
  private final String remedy;

  SqlMistake(int line, String message) {
    this(line, message, "Correct the SQL");
  }

  SqlMistake(int line, String message, String remedy) {
    super(message);
    this.line = line;
    this.remedy = remedy;
  }

  /** Calls Scala code, which throws the checked AnalysisException without saying so. */
  static <T> T translate(Callable<T> call) throws SqlMistake {
    try {
      return call.call();
    } catch (SqlMistake | RuntimeException e) {
      throw e;
    } catch (AnalysisException e) {
      throw of(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static SqlMistake of(AnalysisException failure) {
    String text =
        failure.getMessage().lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    Optional<Integer> line = line(failure);
    Matcher place = PLACE.matcher(text);
    int number = line.orElseGet(() -> place.find() ? Integer.parseInt(place.group(1)) : 1);
    String message = ERROR_CLASS.matcher(place.replaceAll("")).replaceFirst("").strip();
    return new SqlMistake(number, message.replaceAll("[.;:]+$", ""));
  }

  private static Optional<Integer> line(AnalysisException failure) {
    return failure.line().isDefined()
        ? Optional.of((Integer) failure.line().get())
        : Optional.empty();
  }

  /** Counts from 1, within the SQL text. */
  int line() {
    return line;
  }

  /** What to do about it, for whoever wrote the SQL. */
  String remedy() {
    return remedy;
  }
}
