package io.headgate.registry.http;

import io.javalin.security.RouteRole;

/** Marks a route whose bodies may be larger than those of others. */
enum BodySize implements RouteRole {
  LARGE
}
