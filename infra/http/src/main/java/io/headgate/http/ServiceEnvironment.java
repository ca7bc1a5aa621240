package io.headgate.http;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** The environment variables of one service; mistakes are collected and told at once. */
public final class ServiceEnvironment {
  private final String service;
  private final String prefix;
  private final Map<String, String> variables;
  private final List<String> mistakes = new ArrayList<>();

  /**
   * @param service what it is called in the error, for example {@code registry}
   * @param prefix of its variables, for example {@code HEADGATE_REGISTRY_}
   */
  public ServiceEnvironment(String service, String prefix, Map<String, String> variables) {
    this.service = service;
    this.prefix = prefix;
    this.variables = Map.copyOf(variables);
  }

  public String get(String name, String unset) {
    return variables.getOrDefault(prefix + name, unset);
  }

  /** An empty text, and a mistake, when it is missing. */
  public String required(String name) {
    String value = get(name, "");
    if (value.isBlank()) {
      mistakes.add(prefix + name + " is missing");
    }
    return value;
  }

  /**
   * A value of a form.
   *
   * @param form what is allowed, for the mistake
   */
  public <T> T parsed(
      String name, T unset, Function<String, T> parser, Predicate<T> allowed, String form) {
    String text = get(name, "");
    if (text.isBlank()) {
      return unset;
    }
    try {
      T value = parser.apply(text);
      if (allowed.test(value)) {
        return value;
      }
    } catch (IllegalArgumentException | DateTimeParseException e) {
      // Told below, like a value out of range.
    }
    mistake(name, "is '" + text + "', and not " + form);
    return unset;
  }

  /** TCP port that must be given; 0 for any free one. */
  public int port(String name) {
    String text = required(name);
    if (text.isBlank()) {
      return 0;
    }
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number out of range.
    }
    mistake(name, "is '" + text + "', which is no TCP port");
    return 0;
  }

  /** Collects a mistake in a variable. */
  public void mistake(String name, String what) {
    mistakes.add(prefix + name + " " + what);
  }

  /** The name of a variable in full. */
  public String nameOf(String name) {
    return prefix + name;
  }

  /** For those who collect mistakes in full words. */
  public List<String> mistakes() {
    return mistakes;
  }

  /** Fails with every mistake that was made. */
  public void requireNoMistake() {
    if (!mistakes.isEmpty()) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot start the %s: %s. Set these environment variables."
              .formatted(service, String.join("; ", mistakes)));
    }
  }
}
