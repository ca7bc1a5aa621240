package io.headgate.local.command;

import io.headgate.local.deadletters.DeadLetters;
import io.headgate.local.deadletters.LetterFilter;
import io.headgate.local.deadletters.LetterReplay;
import io.headgate.local.deadletters.Position;
import io.headgate.local.deadletters.ReplayReport;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends dead letters back to the topics that they came from. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description =
        "Send dead letters back to their topics, byte for byte. What was replayed already, or is in raw, is skipped.")
public final class DlqReplayCommand implements Callable<Integer> {
  @Mixin private DlqOptions options;
  @Mixin private DlqFilterOptions filter;

  @Parameters(
      paramLabel = "POSITION",
      description = "Only these, topic/partition/offset each. Default: all that the filters leave.")
  private List<String> positions = List.of();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Select at most so many, the newest. Default: all.")
  private int limit = Integer.MAX_VALUE;

  @Option(names = "--dry-run", description = "Say what would be sent, and send nothing.")
  private boolean dryRun;

  @Option(
      names = "--rate",
      defaultValue = "500",
      paramLabel = "N",
      description = "Most letters sent in a second. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(names = "--again", description = "Also send what failed again after a replay.")
  private boolean again;

  @Override
  public Integer call() throws Exception {
    filter.atLeastOne("--limit", limit);
    filter.atLeastOne("--rate", rate);
    Set<Position> wanted = positions.stream().map(Position::parse).collect(Collectors.toSet());
    try (DeadLetters letters = options.open()) {
      System.out.println(run(letters, filter.filter(wanted)).text(dryRun));
    }
    return 0;
  }

  private ReplayReport run(DeadLetters letters, LetterFilter selection) throws SQLException {
    LetterReplay replay = new LetterReplay(letters, dryRun, again, rate);
    try (ProgressBar bar = DlqOptions.bar("dead letters")) {
      return replay.run(
          selection,
          limit,
          DlqOptions.on(bar, DlqListCommand.LOOKING),
          DlqOptions.on(bar, dryRun ? "deciding" : "sending"));
    }
  }
}
