package io.headgate.http;

import io.javalin.security.RouteRole;

/**
 * What a key may do, and what a call needs; each role includes those before it. Every route names
 * exactly one where it is registered.
 */
public enum Role implements RouteRole {
  /** Needs no key: whether the service lives, and what its calls are. */
  ANYONE,
  /** Reads everything but keys. */
  READER,
  /** Registers schemas and publishes events. */
  PRODUCER,
  /** Applies contracts, and says what compatible means. */
  ENGINEER,
  /** Records what jobs did, decides about gates, losses and incidents, and makes keys. */
  OPERATOR;

  boolean covers(Role needed) {
    return compareTo(needed) >= 0;
  }
}
