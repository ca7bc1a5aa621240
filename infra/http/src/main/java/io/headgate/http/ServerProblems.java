package io.headgate.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.platform.registry.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ErrorHandler;

/** Answers what the HTTP server refuses before any route is asked, as problems too. */
final class ServerProblems extends ErrorHandler {
  private final String service;

  ServerProblems(String service) {
    this.service = service;
  }

  @Override
  public void handle(
      String target, Request base, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    base.setHandled(true);
    response.setContentType(ProblemAnswers.CONTENT_TYPE);
    response.getOutputStream().write(problem(response.getStatus()));
  }

  @Override
  public ByteBuffer badMessageError(int status, String reason, HttpFields.Mutable fields) {
    fields.put(HttpHeader.CONTENT_TYPE, ProblemAnswers.CONTENT_TYPE);
    return ByteBuffer.wrap(problem(status));
  }

  private byte[] problem(int status) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", ProblemAnswers.title(service, status));
    body.put("status", status);
    body.put(
        "detail",
        status >= 500
            ? "The %s could not do this; its log says why.".formatted(service)
            : "The request is not one of HTTP/1.1 that this server takes. Correct its first line, headers or length.");
    return Json.write(body).getBytes(UTF_8);
  }
}
