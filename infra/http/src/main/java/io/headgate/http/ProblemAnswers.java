package io.headgate.http;

import io.headgate.platform.registry.Json;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.router.EndpointNotFound;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.BadMessageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every failure as {@code application/problem+json} (RFC 9457). What happened inside goes
 * to the log and not into the answer.
 */
public final class ProblemAnswers {
  static final String CONTENT_TYPE = "application/problem+json";

  private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswers.class);
  private static final String NO_SUCH_CALL =
      "There is no call '%s %s'. See /openapi for those that there are.";

  private final ServiceProfile profile;

  public ProblemAnswers(ServiceProfile profile) {
    this.profile = profile;
  }

  void install(Javalin http) {
    http.exception(Problem.class, (problem, context) -> answer(context, problem));
    http.exception(MethodNotAllowedResponse.class, this::methodNotAllowed);
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
    http.exception(
        Exception.class,
        (e, context) -> {
          LOG.error("{} {} failed", context.method(), context.path(), e);
          answer(context, internal());
        });
  }

  /** The server names the methods that there are in a detail of its own. */
  private void methodNotAllowed(MethodNotAllowedResponse e, Context context) {
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

  /** A fault of ours, of which the caller hears no more than that. */
  public Problem internal() {
    return new Problem(
        500,
        title(500),
        "The %s could not do this; its log says why.".formatted(profile.name()),
        Map.of());
  }

  private String title(int status) {
    return title(profile.name(), status);
  }

  static String title(String service, int status) {
    return switch (status) {
      case 400 -> "Request not understood";
      case 404 -> "Not found";
      case 405 -> "Method not allowed";
      case 408 -> "Request too slow";
      case 413 -> "Request too large";
      case 414 -> "Address too long";
      case 431 -> "Headers too large";
      case 500 -> "Fault in the " + service;
      default -> "Request refused";
    };
  }

  /** Makes it the answer. */
  public void answer(Context context, Problem problem) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", problem.title());
    body.put("status", problem.status());
    body.put("detail", problem.getMessage());
    body.putAll(problem.members());
    profile.problemFields().accept(context, body);
    if (problem.status() == 401) {
      context.header(
          "WWW-Authenticate",
          "Bearer realm=\"%1$s\", Basic realm=\"%1$s\"".formatted(profile.name()));
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
