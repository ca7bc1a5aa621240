package io.headgate.registry.alert;

import io.headgate.registry.alert.AlertSender.End;
import io.headgate.registry.alert.AlertSender.Outcome;
import io.headgate.registry.store.Deliveries;
import io.headgate.registry.store.Deliveries.State;
import io.headgate.registry.watch.Watch;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells teams of incidents and alerts. What was not taken is sent again, also after a stop, for a
 * day; what one channel has is not sent to it again.
 */
public final class AlertDelivery implements Watch {
  private static final Logger LOG = LoggerFactory.getLogger(AlertDelivery.class);

  private final Deliveries deliveries;
  private final Channels channels;
  private final AlertSender sender;
  private final Clock clock;

  public AlertDelivery(Deliveries deliveries, Channels channels, Clock clock) {
    this.deliveries = deliveries;
    this.channels = channels;
    this.sender = new AlertSender(channels.signature());
    this.clock = clock;
  }

  /** Tells until nothing is due. That takes as long as receivers do, so the clock is read anew. */
  @Override
  public void look(Instant began) {
    Map<String, String> silent = new HashMap<>();
    Optional<Notice> next = deliveries.claim(clock.instant());
    while (next.isPresent() && !Thread.currentThread().isInterrupted()) {
      deliver(next.get(), silent);
      next = deliveries.claim(clock.instant());
    }
  }

  /**
   * Tells it on each channel that does not have it.
   *
   * @param silent why channels took nothing in this look, by their digests: they are not asked
   *     again, so that one receiver that hangs does not hold up those of all teams
   */
  private void deliver(Notice notice, Map<String, String> silent) {
    Subject subject = notice.subject();
    List<Channel> told = subject.channels(channels);
    if (told.isEmpty()) {
      deliveries.settle(notice, State.NO_CHANNEL, noChannel(subject), clock.instant());
      return;
    }
    List<String> refused = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (Channel channel : told) {
      String digest = channel.digest();
      if (notice.deliveredTo().contains(digest)) {
        continue;
      }
      if (silent.containsKey(digest)) {
        failed.add(silent.get(digest) + " a moment ago");
        continue;
      }
      if (!deliveries.keep(notice, clock.instant())) {
        // This thread was stopped for so long that another has it.
        return;
      }
      Outcome outcome = sender.send(channel, notice, clock.instant());
      if (outcome.end() == End.DELIVERED) {
        deliveries.delivered(notice, digest);
      } else {
        if (outcome.end() == End.FAILED) {
          silent.put(digest, outcome.reason());
        }
        (outcome.end() == End.REFUSED ? refused : failed).add(outcome.reason());
        LOG.warn(
            "not told of={} action={} team={} attempt={} reason={}",
            subject.dedupKey(),
            notice.action(),
            subject.team(),
            notice.attempts(),
            outcome.reason());
      }
    }
    settle(notice, refused, failed);
  }

  private void settle(Notice notice, List<String> refused, List<String> failed) {
    Instant now = clock.instant();
    Subject subject = notice.subject();
    if (!failed.isEmpty() && !notice.isOld(now)) {
      deliveries.failed(notice, String.join("; ", failed), now);
    } else if (!failed.isEmpty()) {
      failed.addAll(refused);
      deliveries.settle(notice, State.GAVE_UP, String.join("; ", failed), now);
    } else if (!refused.isEmpty()) {
      deliveries.settle(notice, State.REFUSED, String.join("; ", refused), now);
    } else {
      deliveries.settle(notice, State.DELIVERED, null, now);
      LOG.info(
          "told of={} action={} team={} kind={}",
          subject.dedupKey(),
          notice.action(),
          subject.team(),
          subject.kind());
    }
  }

  private static String noChannel(Subject subject) {
    return subject.channel().isEmpty()
        ? "team " + subject.team() + " has no channel"
        : "no channel is configured for " + Channels.withoutSecret(subject.channel());
  }
}
