package io.headgate.http;

import java.util.Locale;
import java.util.function.Predicate;

/**
 * Who may do what without a key, and how much of it.
 *
 * @param anonymous what a caller without a key may do
 * @param perKey requests of one key
 * @param perAddress requests of one address without a key, or with one that is not known
 * @param requestBytes the largest body
 * @param largeRequestBytes the largest body of calls that carry schemas, contracts or reports
 */
public record AccessConfig(
    Role anonymous, Rate perKey, Rate perAddress, int requestBytes, int largeRequestBytes) {
  /** Any client may read, as those of Confluent's registry do unless they are given a key. */
  public static final AccessConfig DEFAULT =
      new AccessConfig(Role.READER, Rate.of(200), Rate.of(100), 256 << 10, 8 << 20);

  private static final int LARGEST = 64 << 20;

  /**
   * A token bucket.
   *
   * @param perSecond requests in the long run; 0: as many as they like
   * @param burst requests at once
   */
  public record Rate(int perSecond, int burst) {
    private static final int BURST_SECONDS = 5;

    /** With a burst of what five seconds bring. */
    public static Rate of(int perSecond) {
      return new Rate(perSecond, BURST_SECONDS * perSecond);
    }

    public boolean isUnlimited() {
      return perSecond == 0;
    }
  }

  /** As the environment of a service says. */
  public static AccessConfig fromEnvironment(ServiceEnvironment environment, AccessConfig unset) {
    Predicate<Integer> rate = value -> value >= 0 && value <= 1_000_000;
    Predicate<Integer> size = value -> value >= 1024 && value <= LARGEST;
    String rates = "a whole number of requests per second, or 0 for no limit";
    String sizes = "a number of bytes from 1024 to " + LARGEST;
    return new AccessConfig(
        environment.parsed(
            "ANONYMOUS_ROLE",
            unset.anonymous(),
            AccessConfig::anonymous,
            role -> true,
            "none or reader"),
        Rate.of(
            environment.parsed(
                "RATE_PER_KEY", unset.perKey().perSecond(), Integer::valueOf, rate, rates)),
        Rate.of(
            environment.parsed(
                "RATE_PER_ADDRESS", unset.perAddress().perSecond(), Integer::valueOf, rate, rates)),
        environment.parsed("REQUEST_BYTES", unset.requestBytes(), Integer::valueOf, size, sizes),
        environment.parsed(
            "LARGE_REQUEST_BYTES", unset.largeRequestBytes(), Integer::valueOf, size, sizes));
  }

  private static Role anonymous(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "none" -> Role.ANYONE;
      case "reader" -> Role.READER;
      default -> throw new IllegalArgumentException(name);
    };
  }
}
