package io.headgate.platform.contract;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A pipeline folder with mistakes; the message is the whole report. */
public final class InvalidPipelineException extends HeadgateException {
  private static final long serialVersionUID = 1L;

  private final transient List<Mistake> mistakes;

  InvalidPipelineException(Path folder, List<Mistake> mistakes) {
    super(
        ExitCode.BAD_CONFIGURATION,
        mistakes.stream()
            .map(mistake -> "  " + mistake)
            .collect(
                Collectors.joining(
                    "\n",
                    "Cannot load pipeline folder %s: %s.\n"
                        .formatted(
                            folder,
                            mistakes.size() == 1 ? "1 mistake" : mistakes.size() + " mistakes"),
                    "\nCorrect them and try again; nothing was changed.")));
    this.mistakes = List.copyOf(mistakes);
  }

  public List<Mistake> mistakes() {
    return mistakes;
  }
}
