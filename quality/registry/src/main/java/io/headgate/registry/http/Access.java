package io.headgate.registry.http;

import io.javalin.security.RouteRole;

/** Who may call. What is not a GET changes something and needs the key, unless marked open. */
enum Access implements RouteRole {
  /** A question that is long enough to need a body. */
  OPEN
}
