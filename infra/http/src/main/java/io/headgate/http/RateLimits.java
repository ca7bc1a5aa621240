package io.headgate.http;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.headgate.http.AccessConfig.Rate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A token bucket for each of many callers; those that were quiet for long are forgotten. */
public final class RateLimits {
  /** Callers that come at the same time; beyond them the quietest begin anew. */
  private static final int MOST = 10_000;

  private final Function<String, Rate> rates;
  private final String what;
  private final LoadingCache<String, Bucket> buckets;

  /** Of requests, with the same rate for each caller. */
  RateLimits(Rate rate) {
    this(caller -> rate, "requests");
  }

  /**
   * @param rates the rate of a caller, by its name
   * @param what is counted, for the refusal
   */
  public RateLimits(Function<String, Rate> rates, String what) {
    this.rates = rates;
    this.what = what;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(Duration.ofMinutes(1))
            .build(name -> bucket(rates.apply(name)));
  }

  private static Bucket bucket(Rate rate) {
    return Bucket.builder()
        .addLimit(
            limit ->
                limit.capacity(rate.burst()).refillGreedy(rate.perSecond(), Duration.ofSeconds(1)))
        .build();
  }

  /** Lets a request pass, or refuses it with the seconds after which the next one may come. */
  void take(String caller) {
    take(caller, 1);
  }

  /** As one for so many at once, of which all pass or none. */
  public void take(String caller, long count) {
    Rate rate = rates.apply(caller);
    if (rate.isUnlimited()) {
      return;
    }
    ConsumptionProbe probe = buckets.get(caller).tryConsumeAndReturnRemaining(count);
    if (!probe.isConsumed()) {
      // Rounded up: who comes back after it must not be sent away again.
      long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill());
      throw new Problem(
          429,
          "Too many requests",
          "'%s' sends more than %d %s a second. Try again in %d s."
              .formatted(caller, rate.perSecond(), what, seconds),
          Map.of("retry_after_seconds", seconds));
    }
  }
}
