package io.headgate.local.command;

import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.local.deadletters.DeadLetters;
import io.headgate.local.deadletters.Progress;
import io.headgate.platform.job.Settings;
import io.headgate.platform.job.SettingsSource;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What all commands about dead letters take. */
final class DlqOptions {
  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "PIPELINE",
      description = "For example flights.")
  private String pipeline;

  String pipeline() {
    return pipeline;
  }

  DeadLetters open() {
    StackLayout layout = StackLayout.of(System.getenv());
    StackProperties.existing(layout);
    Settings settings = new SettingsSource(System.getenv()).read(Map.of(), layout.config());
    return DeadLetters.open(settings, pipeline);
  }

  /** A bar on stderr, so that stdout holds the answer alone. */
  static ProgressBar bar(String task) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setUnit(" records", 1)
        .clearDisplayOnFinish()
        .build();
  }

  static Progress on(ProgressBar bar, String step) {
    return (done, of) -> bar.setExtraMessage(step).maxHint(of).stepTo(done);
  }

  /** Reads an instant with its offset, or a day, which is its midnight UTC. */
  static final class InstantConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return text.length() == "2026-11-20".length()
            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
            : OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(
            "'%s' is no time. Write 2026-11-20T18:00:00Z, or 2026-11-20 for its midnight UTC"
                .formatted(text));
      }
    }
  }
}
