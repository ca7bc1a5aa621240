package io.headgate.registry.alert;

import io.headgate.registry.alert.AlertSender.End;
import io.headgate.registry.alert.AlertSender.Outcome;
import io.headgate.registry.store.Alerts;
import io.headgate.registry.watch.Watch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells teams of their incidents. What was not taken is sent again, also after a stop; what one
 * channel has is not sent to it again.
 */
public final class AlertDelivery implements Watch {
  private static final Logger LOG = LoggerFactory.getLogger(AlertDelivery.class);

  private final Alerts alerts;
  private final Channels channels;
  private final AlertSender sender = new AlertSender();

  public AlertDelivery(Alerts alerts, Channels channels) {
    this.alerts = alerts;
    this.channels = channels;
  }

  @Override
  public void look(Instant now) {
    Optional<Alert> next = alerts.claim(now);
    while (next.isPresent() && !Thread.currentThread().isInterrupted()) {
      deliver(next.get(), now);
      next = alerts.claim(now);
    }
  }

  private void deliver(Alert alert, Instant now) {
    List<Channel> told = channels.of(alert.team());
    if (told.isEmpty()) {
      alerts.settle(alert, "NO_CHANNEL", "team " + alert.team() + " has no channel", now);
      return;
    }
    List<String> refused = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (Channel channel : told) {
      if (alert.deliveredTo().contains(channel.digest())) {
        continue;
      }
      Outcome outcome = sender.send(channel, alert);
      if (outcome.end() == End.DELIVERED) {
        alerts.delivered(alert, channel.digest());
      } else {
        (outcome.end() == End.REFUSED ? refused : failed).add(outcome.reason());
        LOG.warn(
            "not told incident={} action={} team={} attempt={} reason={}",
            alert.incident().id(),
            alert.action(),
            alert.team(),
            alert.attempts(),
            outcome.reason());
      }
    }
    if (!failed.isEmpty()) {
      alerts.failed(alert, String.join("; ", failed));
    } else if (!refused.isEmpty()) {
      alerts.settle(alert, "REFUSED", String.join("; ", refused), now);
    } else {
      alerts.settle(alert, "DELIVERED", null, now);
      LOG.info(
          "told incident={} action={} team={} kind={}",
          alert.incident().id(),
          alert.action(),
          alert.team(),
          alert.incident().kind());
    }
  }
}
