package io.headgate.http;

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

  private final KeyRing keys;
  private final Role anonymous;
  private final RateLimits perKey;
  private final RateLimits perAddress;

  public Admission(KeyRing keys, AccessConfig access) {
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
    if (!caller.name().equals(Caller.PLATFORM)) {
      // What the platform's own jobs did must be recorded; they are as many as we start.
      perKey.take(caller.name());
    }
    keys.used(caller);
    caller.attachTo(context);
  }

  private Caller holder(String key, Context context) {
    return keys.remembered(key)
        .orElseGet(
            () -> {
              // Before the keys are asked for it: unknown keys are as many as anyone likes to
              // invent.
              perAddress.take(context.ip());
              return keys.find(key).orElseThrow(Admission::unknownKey);
            });
  }

  private static void demandRole(Context context) {
    demand(context, needed(context));
  }

  /** For what only some of a route's callers may do. */
  public static void demand(Context context, Role needed) {
    Caller caller = Caller.of(context);
    if (caller.role().covers(needed)) {
      return;
    }
    if (!caller.hasKey()) {
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

  private static Problem unknownKey() {
    return new Problem(
        401,
        "Key not known",
        "The key is not known, or was revoked. Send one that is in force; operators make them with headgate keys create.",
        Map.of());
  }
}
