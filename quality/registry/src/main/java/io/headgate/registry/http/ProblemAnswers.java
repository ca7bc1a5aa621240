package io.headgate.registry.http;

import io.headgate.platform.registry.Json;
import io.headgate.registry.Problem;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.router.EndpointNotFound;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.BadMessageException;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every failure as {@code application/problem+json} (RFC 9457). What happened inside goes
 * to the log and not into the answer.
 */
public final class ProblemAnswers {
  static final String CONTENT_TYPE = "application/problem+json";

  private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswers.class);
  private static final Pattern CONFLUENT =
      Pattern.compile("/(subjects|schemas|compatibility|config|mode)(/|$)");
  private static final String NO_SUCH_CALL =
      "There is no call '%s %s'. See /openapi for those that there are.";

  private ProblemAnswers() {}

  public static void install(Javalin http) {
    http.exception(Problem.class, (problem, context) -> answer(context, problem));
    http.exception(MethodNotAllowedResponse.class, ProblemAnswers::methodNotAllowed);
    http.exception(
        HttpResponseException.class,
        (e, context) ->
            answer(
                context,
                new Problem(e.getStatus(), title(e.getStatus()), e.getMessage(), Map.of())));
    http.exception(
        EndpointNotFound.class,
        (e, context) ->
            answer(
                context,
                Problem.notFound(NO_SUCH_CALL.formatted(context.method(), context.path()))));
    http.exception(
        BadMessageException.class,
        (e, context) ->
            answer(
                context,
                new Problem(
                    e.getCode(),
                    title(e.getCode()),
                    "The body is broken, or came too slowly. Send it again.",
                    Map.of())));
    // Of all that is read or written here, only bodies come from a stream.
    http.exception(
        IOException.class,
        (e, context) ->
            answer(
                context, Problem.badRequest("The body is broken, or ends early. Send it again.")));
    http.exception(JdbiException.class, ProblemAnswers::database);
    http.exception(
        Exception.class,
        (e, context) -> {
          LOG.error("{} {} failed", context.method(), context.path(), e);
          answer(context, internal());
        });
  }

  /** The server names the methods that there are in a detail of its own. */
  private static void methodNotAllowed(MethodNotAllowedResponse e, Context context) {
    String allowed = String.join(", ", e.getDetails().values());
    context.header("Allow", allowed);
    answer(
        context,
        new Problem(
            405,
            title(405),
            "'%s' takes %s, and not %s.".formatted(context.path(), allowed, context.method()),
            Map.of()));
  }

  private static void database(JdbiException e, Context context) {
    String state = sqlState(e);
    if (state.startsWith("22")) {
      LOG.warn("{} {}: refused by PostgreSQL, {}", context.method(), context.path(), state);
      answer(
          context,
          Problem.unprocessable(
              "A value is none that can be kept: a text too long, or a number or time out of range. Correct it."));
      return;
    }
    if (state.startsWith("23")) {
      LOG.warn("{} {}: refused by PostgreSQL, {}", context.method(), context.path(), state);
      answer(
          context,
          Problem.conflict(
              "This contradicts what is recorded, perhaps only just. Read it again and decide anew.",
              Map.of()));
      return;
    }
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

  private static String sqlState(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }

  private static Problem internal() {
    return new Problem(
        500,
        "Fault in the registry",
        "The registry could not do this; its log says why.",
        Map.of());
  }

  static String title(int status) {
    return switch (status) {
      case 400 -> "Request not understood";
      case 404 -> "Not found";
      case 405 -> "Method not allowed";
      case 408 -> "Request too slow";
      case 413 -> "Request too large";
      case 414 -> "Address too long";
      case 431 -> "Headers too large";
      case 500 -> "Fault in the registry";
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
    if (CONFLUENT.matcher(context.path()).lookingAt()) {
      // Their clients read these two.
      body.putIfAbsent("error_code", problem.status());
      body.putIfAbsent("message", problem.getMessage());
    }
    Object retryAfter = problem.members().get("retry_after_seconds");
    if (retryAfter != null) {
      context.header("Retry-After", retryAfter.toString());
    }
    context.status(problem.status());
    context.result(Json.write(body));
    context.contentType(CONTENT_TYPE);
  }
}
