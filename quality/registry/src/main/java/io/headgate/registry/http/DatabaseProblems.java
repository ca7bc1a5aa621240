package io.headgate.registry.http;

import io.headgate.http.Problem;
import io.headgate.http.ProblemAnswers;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what PostgreSQL refuses, and that it is down, as problems. */
public final class DatabaseProblems {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseProblems.class);

  private final ProblemAnswers answers;

  public DatabaseProblems(ProblemAnswers answers) {
    this.answers = answers;
  }

  public void install(Javalin http) {
    http.exception(JdbiException.class, this::tell);
  }

  private void tell(JdbiException e, Context context) {
    String state = sqlState(e);
    if (state.startsWith("22")) {
      LOG.warn("{} {}: refused by PostgreSQL, {}", context.method(), context.path(), state);
      answers.answer(
          context,
          Problem.unprocessable(
              "A value is none that can be kept: a text too long, or a number or time out of range. Correct it."));
      return;
    }
    if (state.startsWith("23")) {
      LOG.warn("{} {}: refused by PostgreSQL, {}", context.method(), context.path(), state);
      answers.answer(
          context,
          Problem.conflict(
              "This contradicts what is recorded, perhaps only just. Read it again and decide anew.",
              Map.of()));
      return;
    }
    if (isOutage(e)) {
      LOG.warn("{} {}: PostgreSQL does not answer", context.method(), context.path());
      answers.answer(
          context,
          new Problem(
              503,
              "Database down",
              "The registry's PostgreSQL does not answer. Try again; start it if it is stopped.",
              Map.of()));
      return;
    }
    LOG.error("{} {} failed", context.method(), context.path(), e);
    answers.answer(context, answers.internal());
  }

  /** Classes 08 (connection) and 57P (shutdown) of SQLSTATE; a pool that waited has none. */
  private static boolean isOutage(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientConnectionException) {
        return true;
      }
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P"))) {
        return true;
      }
    }
    return false;
  }

  private static String sqlState(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }
}
