package io.headgate.gateway.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A batch whose events were judged.
 *
 * @param prepared those that go to Kafka
 * @param rejected the others
 */
public record CheckedBatch(List<PreparedEvent> prepared, List<EventError> rejected) {
  public CheckedBatch {
    prepared = List.copyOf(prepared);
    rejected = List.copyOf(rejected);
  }

  /** Judges each event of a batch. */
  public static CheckedBatch of(IncomingBatch batch, EventDoor door) {
    List<PreparedEvent> prepared = new ArrayList<>(batch.events().size());
    List<EventError> rejected = new ArrayList<>(batch.errors());
    for (IncomingEvent event : batch.events()) {
      try {
        prepared.add(door.prepare(event));
      } catch (RejectedEventException e) {
        rejected.add(new EventError(event.index(), e.reason(), e.getMessage()));
      }
    }
    return new CheckedBatch(prepared, rejected);
  }

  /**
   * What became of it.
   *
   * @param lost indexes of events that Kafka did not acknowledge
   * @param duplicates how many of the others were there before
   */
  public Receipt receipt(Set<Integer> lost, int duplicates, Instant receivedAt) {
    List<EventError> errors = new ArrayList<>(rejected);
    int accepted = 0;
    int deadLettered = 0;
    for (PreparedEvent event : prepared) {
      int index = event.event().index();
      if (lost.contains(index)) {
        errors.add(
            new EventError(
                index,
                Reason.NOT_ACKNOWLEDGED,
                "Kafka did not acknowledge the event in time. Send it again with the same id."));
      } else if (event.deadLetter() != null) {
        deadLettered++;
        errors.add(event.deadLetter());
      } else {
        accepted++;
      }
    }
    return new Receipt(accepted, rejected.size(), deadLettered, duplicates, receivedAt, errors);
  }
}
