package io.headgate.registry.consumer;

import java.util.regex.Pattern;

/**
 * Whether a text of SQL may use a column: whether it has the column's name as a word outside of
 * comments and literals, or takes all columns. It may find a column where there is none, as an
 * alias; it misses none.
 */
final class SqlWords {
  private static final Pattern NOT_CODE =
      Pattern.compile("--[^\\n]*|/\\*.*?\\*/|'(?:[^'\\\\]|\\\\.|'')*'", Pattern.DOTALL);
  private static final Pattern COUNT = Pattern.compile("(?i)count\\s*\\(\\s*\\*\\s*\\)");
  private static final Pattern ALL_COLUMNS =
      Pattern.compile("(?i)(?:\\bselect\\s+(?:distinct\\s+)?|[,.]\\s*)\\*|\\(\\s*\\*\\s*\\)");

  private final String code;

  private SqlWords(String code) {
    this.code = code;
  }

  static SqlWords of(String sql) {
    return new SqlWords(COUNT.matcher(NOT_CODE.matcher(sql).replaceAll(" ")).replaceAll("count()"));
  }

  boolean mayUse(String column) {
    return takesAll()
        || Pattern.compile("\\b" + Pattern.quote(column) + "\\b", Pattern.CASE_INSENSITIVE)
            .matcher(code)
            .find();
  }

  private boolean takesAll() {
    return ALL_COLUMNS.matcher(code).find();
  }
}
