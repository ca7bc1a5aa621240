package io.headgate.local.command;

import io.headgate.local.deadletters.DeadLetters;
import io.headgate.local.deadletters.LetterPage;
import io.headgate.local.deadletters.Position;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one dead letter. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Show everything of one dead letter, and what a replay would do with it.")
public final class DlqShowCommand implements Callable<Integer> {
  @Mixin private DlqOptions options;

  @Parameters(
      paramLabel = "POSITION",
      description = "topic/partition/offset, as headgate dlq list shows it.")
  private String position;

  @Override
  public Integer call() {
    Position wanted = Position.parse(position);
    try (DeadLetters letters = options.open()) {
      System.out.println(LetterPage.text(letters, wanted, (done, of) -> {}));
    }
    return 0;
  }
}
