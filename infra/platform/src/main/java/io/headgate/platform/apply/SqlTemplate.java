package io.headgate.platform.apply;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.text.StringSubstitutor;

/** A DDL file of module sql, with <code>${...}</code> in the place of names and columns. */
final class SqlTemplate {
  private final String text;

  private SqlTemplate(String text) {
    this.text = text;
  }

  /**
   * Reads a template.
   *
   * @param path below {@code sql/}, for example {@code iceberg/02_raw.sql}
   */
  static SqlTemplate of(String path) {
    try (var resource = SqlTemplate.class.getClassLoader().getResourceAsStream("sql/" + path)) {
      if (resource == null) {
        throw new IllegalStateException("sql/" + path + " is not on the class path");
      }
      return new SqlTemplate(new String(resource.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file's statements; a value that is missing is a fault. */
  List<String> statements(Map<String, String> values) {
    String filled =
        new StringSubstitutor(values).setEnableUndefinedVariableException(true).replace(text);
    return Arrays.stream(filled.split(";\\s*\n"))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }

  /** The statement of a file that has one. */
  String statement(Map<String, String> values) {
    List<String> statements = statements(values);
    if (statements.size() != 1) {
      throw new IllegalStateException("Not one statement: " + text);
    }
    return statements.get(0);
  }
}
