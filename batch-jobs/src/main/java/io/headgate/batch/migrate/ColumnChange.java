package io.headgate.batch.migrate;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.annotation.Nullable;

/**
 * What is to become of a column of raw.
 *
 * @param from the column that goes
 * @param to the column that takes its place; null when none does
 * @param type Spark's name of the type of {@code to}; null when that is the type of {@code from}
 */
public record ColumnChange(String from, @Nullable String to, @Nullable String type) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

  /** A column of every raw table that no event has, without an underscore in front. */
  private static final String EVENT_DATE = "event_date";

  public ColumnChange {
    requireNonNull(from);
    requireColumn(from);
    if (to != null) {
      requireColumn(to);
      if (to.equalsIgnoreCase(from)) {
        throw refused(from, "the new column has the same name", "Give it another name");
      }
    }
  }

  /** Reads {@code delay_minutes:delay}: the values stay, and the name changes. */
  public static ColumnChange rename(String option) {
    List<String> parts = parts("--rename", option, "OLD:NEW", 2);
    return new ColumnChange(parts.get(0), parts.get(1), null);
  }

  /** Reads {@code delay_minutes:delay:double}: each value is cast. */
  public static ColumnChange cast(String option) {
    List<String> parts = parts("--cast", option, "OLD:NEW:TYPE", 3);
    return new ColumnChange(parts.get(0), parts.get(1), parts.get(2));
  }

  /** Nothing takes the column's place. */
  public static ColumnChange drop(String column) {
    return new ColumnChange(column, null, null);
  }

  /** The column that takes its place. */
  public Optional<String> successor() {
    return Optional.ofNullable(to);
  }

  HeadgateException refused(String reason, String remedy) {
    return refused(from, reason, remedy);
  }

  @Override
  public String toString() {
    return from + (to == null ? "" : ":" + to) + (type == null ? "" : ":" + type);
  }

  private static List<String> parts(String option, String value, String form, int count) {
    List<String> parts = List.of(value.split(":", count));
    if (parts.size() != count || parts.stream().anyMatch(String::isBlank)) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot migrate with %s '%s': it is not of the form %s. Correct it."
              .formatted(option, value, form));
    }
    return parts;
  }

  private static void requireColumn(String name) {
    if (!NAME.matcher(name).matches() || name.equals(EVENT_DATE)) {
      throw refused(
          name,
          "'%s' is not the name of an event's column".formatted(name),
          "Name one that begins with a letter and is not event_date");
    }
  }

  private static HeadgateException refused(String column, String reason, String remedy) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot migrate column %s: %s. %s%s"
            .formatted(column, reason, remedy, remedy.endsWith("?") ? "" : "."));
  }
}
