package io.headgate.components;

import java.util.List;

/** One password for each role of the cluster. */
public record PostgresPasswords(
    String superuser, String registry, String lake, String reader, String airflow) {
  public PostgresPasswords {
    for (String password : List.of(superuser, registry, lake, reader, airflow)) {
      if (!password.matches("[A-Za-z0-9_-]{8,}")) {
        throw new IllegalArgumentException("A password is letters, digits, _ and -, at least 8");
      }
    }
  }

  /** The text with each {@code @name@} replaced by the quoted password. */
  String fill(String sql) {
    return sql.replace("@registry_password@", quoted(registry))
        .replace("@lake_password@", quoted(lake))
        .replace("@reader_password@", quoted(reader))
        .replace("@airflow_password@", quoted(airflow));
  }

  private static String quoted(String password) {
    return "'" + password + "'";
  }

  @Override
  public String toString() {
    return "PostgresPasswords[hidden]";
  }
}
