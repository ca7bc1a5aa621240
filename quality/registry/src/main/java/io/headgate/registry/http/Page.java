package io.headgate.registry.http;

import io.headgate.http.Problem;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A part of a list: {@code limit} entries after {@code cursor}. The answer's {@code next_cursor} is
 * null on the last page.
 */
record Page(String cursor, int limit) {
  private static final int DEFAULT_LIMIT = 100;
  private static final int LARGEST_LIMIT = 1000;

  static Page of(Context context) {
    String cursor = context.queryParam("cursor");
    return new Page(cursor == null ? "" : cursor, limit(context));
  }

  /** The most entries that a question asks for. */
  static int limit(Context context) {
    return (int) Requests.number(context, "limit", DEFAULT_LIMIT, 1, LARGEST_LIMIT);
  }

  /** One more than the page has, to see whether there is another page. */
  int fetch() {
    return limit + 1;
  }

  /** The cursor of a list whose numbers fall: those below it are asked for. */
  long below() {
    return number(Long.MAX_VALUE);
  }

  /** The cursor of a list whose numbers grow: those above it are asked for. */
  long above() {
    return number(0);
  }

  private long number(long absent) {
    try {
      return cursor.isEmpty() ? absent : Long.parseLong(cursor);
    } catch (NumberFormatException e) {
      throw Problem.badRequest(
          "Parameter 'cursor' is '" + cursor + "'. Send the next_cursor of an answer.");
    }
  }

  <T> Map<String, Object> answer(String name, List<T> fetched, Function<T, String> cursorOf) {
    List<T> entries = fetched.subList(0, Math.min(limit, fetched.size()));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(name, entries);
    answer.put(
        "next_cursor",
        fetched.size() > limit ? cursorOf.apply(entries.get(entries.size() - 1)) : null);
    return answer;
  }
}
