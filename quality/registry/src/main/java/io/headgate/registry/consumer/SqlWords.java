package io.headgate.registry.consumer;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a text of SQL may use a column: whether it has the column's name as a word outside of
 * comments and literals, or takes all columns. It may find a column where there is none, as an
 * alias; it misses none.
 */
public final class SqlWords {
  private static final Pattern NOT_CODE =
      Pattern.compile("--[^\\n]*|/\\*.*?\\*/|'(?:[^'\\\\]|\\\\.|'')*'", Pattern.DOTALL);
  private static final Pattern COUNT = Pattern.compile("(?i)count\\s*\\(\\s*\\*\\s*\\)");
  private static final Pattern ALL_COLUMNS =
      Pattern.compile("(?i)(?:\\bselect\\s+(?:distinct\\s+)?|[,.]\\s*)\\*|\\(\\s*\\*\\s*\\)");

  private static final Pattern ALIAS = Pattern.compile("(?i)\\bAS\\s+`?([a-z_][a-z0-9_]*)");

  private final String code;

  private SqlWords(String code) {
    this.code = code;
  }

  public static SqlWords of(String sql) {
    return new SqlWords(COUNT.matcher(NOT_CODE.matcher(sql).replaceAll(" ")).replaceAll("count()"));
  }

  boolean mayUse(String column) {
    return takesAll()
        || Pattern.compile("\\b" + Pattern.quote(column) + "\\b", Pattern.CASE_INSENSITIVE)
            .matcher(code)
            .find();
  }

  /** The names that stand behind AS, in lower case; also those of tables and types. */
  public Set<String> aliases() {
    Set<String> aliases = new TreeSet<>();
    Matcher matcher = ALIAS.matcher(code);
    while (matcher.find()) {
      aliases.add(matcher.group(1).toLowerCase(Locale.ROOT));
    }
    return aliases;
  }

  private boolean takesAll() {
    return ALL_COLUMNS.matcher(code).find();
  }
}
