package io.headgate.platform.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.annotation.Nullable;

/** An event of the clicks pipeline. */
record Click(
    String eventId,
    Instant happenedAt,
    @Nullable String shopper,
    String page,
    @Nullable Long amount) {
  private static final List<String> PAGES = List.of("home", "product", "cart", "paid", "heartbeat");

  /**
   * Clicks about every midnight of some days, of people who come and go, and of one who never
   * leaves. Many stand at the gap exactly, or a second beside it; some at the same instant.
   */
  static List<Click> aboutMidnights(Instant firstMidnight, int days, Duration gap, long seed) {
    Random random = new Random(seed);
    List<Click> clicks = new ArrayList<>();
    for (int shopper = 0; shopper < 8; shopper++) {
      for (int day = 0; day < days; day++) {
        Instant at = firstMidnight.plus(Duration.ofDays(day)).minusSeconds(random.nextInt(9000));
        int events = random.nextInt(14);
        for (int i = 0; i < events; i++) {
          at = at.plus(step(random, gap));
          clicks.add(click(clicks.size(), at, "s" + shopper, random));
        }
      }
    }
    Instant end = firstMidnight.plus(Duration.ofDays(days));
    for (Instant at = firstMidnight; at.isBefore(end); at = at.plus(gap.minusSeconds(7))) {
      clicks.add(click(clicks.size(), at, "robot", random));
    }
    clicks.add(click(clicks.size(), firstMidnight, null, random));
    Collections.shuffle(clicks, random);
    return clicks;
  }

  private static Duration step(Random random, Duration gap) {
    return switch (random.nextInt(6)) {
      case 0 -> gap;
      case 1 -> gap.minusSeconds(1);
      case 2 -> gap.plusSeconds(1);
      case 3 -> Duration.ZERO;
      default -> Duration.ofSeconds(random.nextInt((int) gap.toSeconds() + 600));
    };
  }

  private static Click click(int number, Instant at, @Nullable String shopper, Random random) {
    String page = PAGES.get(random.nextInt(PAGES.size()));
    Long amount = page.equals("paid") ? Long.valueOf(random.nextInt(3)) : null;
    return new Click("c%05d".formatted(number), at, shopper, page, amount);
  }
}
