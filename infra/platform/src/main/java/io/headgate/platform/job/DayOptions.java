package io.headgate.platform.job;

import java.time.LocalDate;
import javax.annotation.Nullable;
import picocli.CommandLine.Option;

/** The days in UTC that a job takes, as a mixin of its options. */
public final class DayOptions {
  @Option(
      names = "--date",
      required = true,
      paramLabel = "DATE",
      description = "The day in UTC, or the first of several.")
  private LocalDate date;

  @Nullable
  @Option(names = "--to", paramLabel = "DATE", description = "The last day; without it only one.")
  private LocalDate to;

  public LocalDate first() {
    return date;
  }

  /** The same as the first when only one was given; it may be before it by mistake. */
  public LocalDate last() {
    return to == null ? date : to;
  }
}
