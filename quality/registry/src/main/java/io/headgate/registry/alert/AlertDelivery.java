package io.headgate.registry.alert;

import io.headgate.registry.alert.AlertSender.End;
import io.headgate.registry.alert.AlertSender.Outcome;
import io.headgate.registry.store.Deliveries;
import io.headgate.registry.store.Deliveries.State;
import io.headgate.registry.watch.Watch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

  public AlertDelivery(Deliveries deliveries, Channels channels) {
    this.deliveries = deliveries;
    this.channels = channels;
    this.sender = new AlertSender(channels.signature());
  }

  @Override
  public void look(Instant now) {
    Optional<Notice> next = deliveries.claim(now);
    while (next.isPresent() && !Thread.currentThread().isInterrupted()) {
      deliver(next.get(), now);
      next = deliveries.claim(now);
    }
  }

  private void deliver(Notice notice, Instant now) {
    Subject subject = notice.subject();
    List<Channel> told = subject.channels(channels);
    if (told.isEmpty()) {
      deliveries.settle(notice, State.NO_CHANNEL, noChannel(subject), now);
      return;
    }
    List<String> refused = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (Channel channel : told) {
      if (notice.deliveredTo().contains(channel.digest())) {
        continue;
      }
      Outcome outcome = sender.send(channel, notice, now);
      if (outcome.end() == End.DELIVERED) {
        deliveries.delivered(notice, channel.digest());
      } else {
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
    if (!failed.isEmpty() && !notice.isOld(now)) {
      deliveries.failed(notice, String.join("; ", failed));
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
