package io.headgate.http;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The types of bodies that a service takes; any other is answered with 415.
 *
 * @param accepted media types in lower case, without parameters
 * @param title of the refusal
 * @param detail of the refusal: what and remedy
 */
public record BodyTypes(Pattern accepted, String title, String detail) {
  /** The last one is what some clients of Confluent's registry send. */
  public static final BodyTypes JSON =
      new BodyTypes(
          Pattern.compile("application/(?:json|[a-z0-9.+_-]+\\+json|octet-stream)"),
          "Not JSON",
          "The body is of another type than JSON. Send 'Content-Type: application/json'.");

  public BodyTypes {
    requireNonNull(accepted);
    requireNonNull(title);
    requireNonNull(detail);
  }

  /** The media type of a header {@code Content-Type}, without its parameters. */
  public static String mediaType(String contentType) {
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.trim().toLowerCase(Locale.ROOT);
  }

  boolean accept(String contentType) {
    return accepted.matcher(mediaType(contentType)).matches();
  }
}
