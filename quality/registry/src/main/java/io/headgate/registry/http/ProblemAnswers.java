package io.headgate.registry.http;

import io.headgate.platform.registry.Json;
import io.headgate.registry.Problem;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every failure as {@code application/problem+json} (RFC 9457). What happened inside goes
 * to the log and not into the answer.
 */
public final class ProblemAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswers.class);

  private ProblemAnswers() {}

  public static void install(Javalin http) {
    http.exception(Problem.class, (problem, context) -> answer(context, problem));
    http.exception(
        HttpResponseException.class,
        (e, context) ->
            answer(
                context,
                new Problem(e.getStatus(), title(e.getStatus()), e.getMessage(), Map.of())));
    http.exception(JdbiException.class, ProblemAnswers::database);
    http.exception(
        Exception.class,
        (e, context) -> {
          LOG.error("{} {} failed", context.method(), context.path(), e);
          answer(context, internal());
        });
  }

  private static void database(JdbiException e, Context context) {
    if (isOutage(e)) {
      LOG.warn("{} {}: PostgreSQL does not answer", context.method(), context.path());
      answer(
          context,
          new Problem(
              503,
              "Database down",
              "The registry's PostgreSQL does not answer. Try again; start it if it is stopped.",
              Map.of()));
      return;
    }
    LOG.error("{} {} failed", context.method(), context.path(), e);
    answer(context, internal());
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

  private static Problem internal() {
    return new Problem(
        500,
        "Fault in the registry",
        "The registry could not do this; its log says why.",
        Map.of());
  }

  private static String title(int status) {
    return switch (status) {
      case 404 -> "Not found";
      case 405 -> "Method not allowed";
      case 413 -> "Request too large";
      default -> "Request refused";
    };
  }

  private static void answer(Context context, Problem problem) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", problem.title());
    body.put("status", problem.status());
    body.put("detail", problem.getMessage());
    body.putAll(problem.members());
    context.status(problem.status());
    context.result(Json.write(body));
    context.contentType("application/problem+json");
  }
}
