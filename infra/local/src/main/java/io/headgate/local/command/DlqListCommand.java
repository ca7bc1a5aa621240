package io.headgate.local.command;

import io.headgate.local.deadletters.DeadLetters;
import io.headgate.local.deadletters.LetterList;
import java.util.Set;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the dead letters of a pipeline. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Count a pipeline's dead letters by reason and schema, and show the newest.")
public final class DlqListCommand implements Callable<Integer> {
  static final String LOOKING = "looking for replays";

  @Mixin private DlqOptions options;
  @Mixin private DlqFilterOptions filter;

  @Option(
      names = "--limit",
      defaultValue = "20",
      paramLabel = "N",
      description = "How many of the newest are shown. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  public Integer call() {
    filter.atLeastOne("--limit", limit);
    try (DeadLetters letters = options.open()) {
      System.out.println(text(letters));
    }
    return 0;
  }

  private String text(DeadLetters letters) {
    try (ProgressBar bar = DlqOptions.bar("dead letters")) {
      return LetterList.text(letters, filter.filter(Set.of()), limit, DlqOptions.on(bar, LOOKING));
    }
  }
}
