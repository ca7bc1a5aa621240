package io.headgate.http;

import io.javalin.security.RouteRole;

/** Marks a route whose bodies may be larger than those of others. */
public enum BodySize implements RouteRole {
  LARGE
}
