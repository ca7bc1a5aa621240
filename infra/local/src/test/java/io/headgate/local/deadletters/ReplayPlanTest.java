package io.headgate.local.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayPlanTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          a letter that was never replayed          | -       | e1 | -        | -     | false | SEND             | 1
          one whose value does not decode           | -       | -  | -        | e1    | false | SEND             | 1
          one that a replay has sent                | -       | e1 | t/0/7=1  | -     | false | REPLAYED_ALREADY | 1
          the same with --again                     | -       | e1 | t/0/7=1  | -     | true  | REPLAYED_ALREADY | 1
          another letter's replay                   | -       | e1 | t/0/8=1  | -     | false | SEND             | 1
          the event is in raw                       | -       | e1 | -        | e0,e1 | false | IN_RAW           | 0
          the event is in raw, with --again         | t/0/3#1 | e1 | t/0/3=1  | e1    | true  | IN_RAW           | 1
          a replay that failed                      | t/0/3#1 | e1 | t/0/3=1  | -     | false | FAILED_AGAIN     | 1
          a replay that failed, with --again        | t/0/3#1 | e1 | t/0/3=1  | -     | true  | SEND             | 2
          the same when the topic has forgotten it  | t/0/3#4 | e1 | -        | -     | true  | SEND             | 5
          a replay that was followed by the next    | t/0/3#1 | e1 | t/0/3=2  | -     | true  | REPLAYED_ALREADY | 2
          """)
  void decides(
      String story,
      String mark,
      String event,
      String attempts,
      String applied,
      boolean again,
      Verdict verdict,
      int attempt) {
    ReplayPlan plan = new ReplayPlan(attempts(attempts), again);

    ReplayPlan.Decision decision =
        plan.decide(List.of(letter("t/0/7", mark, event)), set(applied)).get(0);

    assertThat(decision.verdict()).isEqualTo(verdict);
    assertThat(decision.mark().attempt()).isEqualTo(attempt);
    assertThat(decision.mark().original())
        .isEqualTo(Position.parse(mark == null ? "t/0/7" : mark.split("#", -1)[0]));
  }

  @Test
  void twoLettersWithOneEventIdAreSentOnceOverAllGroups() {
    ReplayPlan plan = new ReplayPlan(Map.of(), false);

    List<ReplayPlan.Decision> first =
        plan.decide(List.of(letter("t/0/1", null, "e1"), letter("t/0/2", null, "e1")), Set.of());
    List<ReplayPlan.Decision> second =
        plan.decide(List.of(letter("t/1/1", null, "e1"), letter("t/1/2", null, "e2")), Set.of());

    assertThat(first)
        .extracting(ReplayPlan.Decision::verdict)
        .containsExactly(Verdict.SEND, Verdict.SAME_EVENT);
    assertThat(second)
        .extracting(ReplayPlan.Decision::verdict)
        .containsExactly(Verdict.SAME_EVENT, Verdict.SEND);
  }

  @Test
  void twoFailuresOfOneAttemptAreSentOnce() {
    ReplayPlan plan = new ReplayPlan(Map.of(Position.parse("t/0/1"), 1), true);

    assertThat(
            plan.decide(
                List.of(letter("t/0/5", "t/0/1#1", null), letter("t/0/6", "t/0/1#1", null)),
                Set.of()))
        .extracting(ReplayPlan.Decision::verdict)
        .containsExactly(Verdict.SEND, Verdict.REPLAYED_ALREADY);
  }

  @Test
  void aLetterOfAPartitionThatIsGoneIsNotSentElsewhere() {
    ReplayPlan plan = new ReplayPlan(Map.of(), false);

    assertThat(
            plan.decide(
                List.of(
                    new ReplayPlan.Letter(Position.parse("t/9/1"), Optional.empty(), false, null)),
                Set.of()))
        .extracting(ReplayPlan.Decision::verdict)
        .containsExactly(Verdict.PARTITION_GONE);
  }

  private static ReplayPlan.Letter letter(String position, String mark, String event) {
    return new ReplayPlan.Letter(
        Position.parse(position),
        Optional.ofNullable(mark)
            .map(text -> text.split("#", -1))
            .map(parts -> new ReplayMark(Position.parse(parts[0]), Integer.parseInt(parts[1]))),
        true,
        event);
  }

  private static Map<Position, Integer> attempts(String text) {
    Map<Position, Integer> attempts = new HashMap<>();
    if (text != null) {
      String[] parts = text.split("=", -1);
      attempts.put(Position.parse(parts[0]), Integer.parseInt(parts[1]));
    }
    return attempts;
  }

  private static Set<String> set(String text) {
    return text == null ? Set.of() : Arrays.stream(text.split(",", -1)).collect(Collectors.toSet());
  }
}
