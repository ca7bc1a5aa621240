package io.headgate.http;

import static java.util.Objects.requireNonNull;

import io.javalin.http.Context;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What one service has of its own in answers that all services make alike.
 *
 * @param name what it is called in texts for callers, for example {@code registry}
 * @param bodies the types of bodies that it takes
 * @param problemFields adds fields to the body of a problem
 */
public record ServiceProfile(
    String name, BodyTypes bodies, BiConsumer<Context, Map<String, Object>> problemFields) {
  public ServiceProfile {
    requireNonNull(name);
    requireNonNull(bodies);
    requireNonNull(problemFields);
  }

  /** One whose problems have no fields of their own. */
  public ServiceProfile(String name, BodyTypes bodies) {
    this(name, bodies, (context, fields) -> {});
  }
}
