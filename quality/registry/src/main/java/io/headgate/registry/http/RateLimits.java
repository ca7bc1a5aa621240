package io.headgate.registry.http;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.headgate.registry.AccessConfig.Rate;
import io.headgate.registry.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A token bucket for each of many callers; those that were quiet for long are forgotten. */
final class RateLimits {
  /** Callers that come at the same time; beyond them the quietest begin anew. */
  private static final int MOST = 10_000;

  private final Rate rate;
  private final LoadingCache<String, Bucket> buckets;

  RateLimits(Rate rate) {
    this.rate = rate;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(Duration.ofMinutes(1))
            .build(name -> bucket(rate));
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
    if (rate.isUnlimited()) {
      return;
    }
    ConsumptionProbe probe = buckets.get(caller).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      // Rounded up: who comes back after it must not be sent away again.
      long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill());
      throw new Problem(
          429,
          "Too many requests",
          "'%s' sends more than %d requests a second. Try again in %d s."
              .formatted(caller, rate.perSecond(), seconds),
          Map.of("retry_after_seconds", seconds));
    }
  }
}
