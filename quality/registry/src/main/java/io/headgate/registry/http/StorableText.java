package io.headgate.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.http.Problem;
import java.util.ArrayDeque;
import java.util.Deque;

/** JSON can write two things into a text that PostgreSQL keeps in none. */
final class StorableText {
  private StorableText() {}

  /** Refuses NUL and halves of surrogate pairs, in values and in names of fields. */
  static void require(JsonNode json) {
    // A walk of its own rather than a recursion: the depth is the sender's.
    Deque<JsonNode> waiting = new ArrayDeque<>();
    waiting.push(json);
    while (!waiting.isEmpty()) {
      JsonNode node = waiting.pop();
      if (node.isTextual()) {
        require(node.textValue());
      }
      node.fieldNames().forEachRemaining(StorableText::require);
      node.elements().forEachRemaining(waiting::push);
    }
  }

  private static void require(String text) {
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(each)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (each == 0 || Character.isSurrogate(each)) {
        throw Problem.badRequest(
            "Cannot read the body: a text holds NUL, or half of a surrogate pair. Send text of whole characters.");
      }
    }
  }
}
