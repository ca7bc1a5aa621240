package io.headgate.local.deadletters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;

/**
 * Letters with what a replay's plan asks about them.
 *
 * @param letters in their order
 * @param applied event ids that raw holds
 */
record LetterFacts(List<ReplayPlan.Letter> letters, Set<String> applied) {
  LetterFacts {
    letters = List.copyOf(letters);
    applied = Set.copyOf(applied);
  }

  /** Looks the letters up in what their topics, the registry and raw say. */
  static LetterFacts of(List<DeadLetter> letters, SourceTrail trail, DeadLetters store) {
    List<ReplayPlan.Letter> facts = new ArrayList<>();
    List<GenericRecord> events = new ArrayList<>();
    for (DeadLetter letter : letters) {
      Optional<GenericRecord> event = letter.valueBytes().flatMap(store.decoder()::decode);
      event.ifPresent(events::add);
      facts.add(
          new ReplayPlan.Letter(
              letter.position(),
              trail.mark(letter),
              trail.partitions().contains(letter.position().topicPartition()),
              event.flatMap(store.raw()::id).orElse(null)));
    }
    return new LetterFacts(facts, store.raw().present(events));
  }
}
