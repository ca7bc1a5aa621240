package io.headgate.registry.openapi;

import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/**
 * What a call takes and answers.
 *
 * @param method in upper case
 * @param path template, as the route has it
 * @param summary what it does, in a line
 * @param parameters of the query string
 * @param body null for a call without one
 * @param status of the answer when it succeeds
 * @param media type of the answer; any JSON is as {@code answer} says
 * @param answer null for what is no JSON
 */
record Operation(
    String method,
    String path,
    String summary,
    List<Parameter> parameters,
    @Nullable Shape body,
    int status,
    String media,
    @Nullable Shape answer) {
  static final String JSON = "application/json";

  Operation {
    parameters = List.copyOf(parameters);
  }

  /** A parameter of the query string. */
  record Parameter(String name, Class<?> type, String description) {}

  static Operation get(String path, String summary, Shape answer) {
    return new Operation("GET", path, summary, List.of(), null, 200, JSON, answer);
  }

  /** Of something that is no JSON. */
  static Operation file(String path, String summary, String media) {
    return new Operation("GET", path, summary, List.of(), null, 200, media, null);
  }

  static Operation post(String path, String summary, @Nullable Class<?> body, Shape answer) {
    return sending("POST", path, summary, body, answer);
  }

  static Operation put(String path, String summary, Class<?> body, Shape answer) {
    return sending("PUT", path, summary, body, answer);
  }

  static Operation patch(String path, String summary, Class<?> body, Shape answer) {
    return sending("PATCH", path, summary, body, answer);
  }

  static Operation delete(String path, String summary, Shape answer) {
    return sending("DELETE", path, summary, null, answer);
  }

  private static Operation sending(
      String method, String path, String summary, @Nullable Class<?> body, Shape answer) {
    return new Operation(
        method, path, summary, List.of(), body == null ? null : Shape.of(body), 200, JSON, answer);
  }

  Operation query(String name, Class<?> type, String description) {
    List<Parameter> more = new ArrayList<>(parameters);
    more.add(new Parameter(name, type, description));
    return new Operation(method, path, summary, more, body, status, media, answer);
  }

  /** With the parameters of a list that comes in pages. */
  Operation paged() {
    return query("limit", Integer.class, "Most entries to answer, 1 to 1000; 100 unless given.")
        .query("cursor", String.class, "The next_cursor of the page before.");
  }

  Operation created() {
    return new Operation(method, path, summary, parameters, body, 201, media, answer);
  }
}
