package io.headgate.http;

import io.javalin.http.Context;

/**
 * Who asks.
 *
 * @param name of the key, or the address of a caller without one
 * @param role what the caller may do
 * @param hasKey whether a key was presented
 */
public record Caller(String name, Role role, boolean hasKey) {
  /** The platform itself, which no rate holds back. */
  public static final String PLATFORM = "platform";

  private static final String ATTRIBUTE = "headgate.caller";

  void attachTo(Context context) {
    context.attribute(ATTRIBUTE, this);
  }

  /** The caller of a request that has passed {@link Admission}. */
  public static Caller of(Context context) {
    Caller caller = context.attribute(ATTRIBUTE);
    return caller == null ? new Caller(context.ip(), Role.ANYONE, false) : caller;
  }
}
