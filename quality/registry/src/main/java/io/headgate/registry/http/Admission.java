package io.headgate.registry.http;

import io.headgate.registry.AccessConfig;
import io.headgate.registry.Problem;
import io.headgate.registry.store.ApiKeys;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out who asks, holds callers to their rate, and lets nobody call what the role of their key
 * does not cover. A route that names no role is for operators.
 */
public final class Admission {
  private static final String HEALTH = "/health/";

  private final KnownKeys keys;
  private final Role anonymous;
  private final RateLimits perKey;
  private final RateLimits perAddress;

  public Admission(KnownKeys keys, AccessConfig access) {
    this.keys = keys;
    this.anonymous = access.anonymous();
    this.perKey = new RateLimits(access.perKey());
    this.perAddress = new RateLimits(access.perAddress());
  }

  public void install(Javalin http) {
    http.before(this::identify);
    http.beforeMatched(Admission::demandRole);
  }

  private void identify(Context context) {
    if (context.path().startsWith(HEALTH)) {
      // Whoever watches over the process asks often, and also while the database is down.
      return;
    }
    Optional<String> presented = PresentedKey.of(context.header("Authorization"));
    if (presented.isEmpty()) {
      perAddress.take(context.ip());
      new Caller(context.ip(), anonymous, false).attachTo(context);
      return;
    }
    Caller caller = holder(presented.get(), context);
    if (!caller.name().equals(ApiKeys.PLATFORM)) {
      // What the platform's own jobs did must be recorded; they are as many as we start.
      perKey.take(caller.name());
    }
    keys.used(caller);
    caller.attachTo(context);
  }

  private Caller holder(String key, Context context) {
    byte[] hash = KeyHash.of(key);
    return keys.remembered(hash)
        .orElseGet(
            () -> {
              // Before the database is asked: unknown keys are as many as anyone likes to invent.
              perAddress.take(context.ip());
              return keys.find(hash).orElseThrow(() -> unknownKey(context));
            });
  }

  private static void demandRole(Context context) {
    demand(context, needed(context));
  }

  /** For what only some of a route's callers may do. */
  static void demand(Context context, Role needed) {
    Caller caller = Caller.of(context);
    if (caller.role().covers(needed)) {
      return;
    }
    if (!caller.hasKey()) {
      challenge(context);
      throw new Problem(
          401,
          "Key needed",
          "This call needs a key of role %s. Send 'Authorization: Bearer <registry.api-key>', or the key as the password of HTTP Basic."
              .formatted(needed),
          Map.of("role", needed));
    }
    throw new Problem(
        403,
        "Role not enough",
        "This call needs role %s, and key '%s' has %s. Use a key with that role; operators make them with headgate keys create."
            .formatted(needed, caller.name(), caller.role()),
        Map.of("role", needed));
  }

  private static Role needed(Context context) {
    if (context.method() == HandlerType.HEAD) {
      // Answered without the route of the GET, and so without its role; it tells nothing.
      return Role.READER;
    }
    return context.routeRoles().stream()
        .filter(Role.class::isInstance)
        .map(Role.class::cast)
        .findFirst()
        .orElse(Role.OPERATOR);
  }

  private static Problem unknownKey(Context context) {
    challenge(context);
    return new Problem(
        401,
        "Key not known",
        "The key is not known, or was revoked. Send one that is in force; operators make them with headgate keys create.",
        Map.of());
  }

  private static void challenge(Context context) {
    context.header("WWW-Authenticate", "Bearer realm=\"registry\", Basic realm=\"registry\"");
  }
}
