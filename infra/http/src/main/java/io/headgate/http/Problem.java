package io.headgate.http;

import java.util.Map;

/** A request that cannot be done; it becomes an answer of type {@code application/problem+json}. */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String title;
  private final transient Map<String, Object> members;

  /**
   * @param status HTTP status
   * @param title what kind of problem, the same for all of its kind
   * @param detail what and remedy
   * @param members further fields of the answer
   */
  public Problem(int status, String title, String detail, Map<String, Object> members) {
    super(detail);
    this.status = status;
    this.title = title;
    this.members = Map.copyOf(members);
  }

  public static Problem badRequest(String detail) {
    return new Problem(400, "Request not understood", detail, Map.of());
  }

  public static Problem notFound(String detail) {
    return new Problem(404, "Not found", detail, Map.of());
  }

  public static Problem unprocessable(String detail) {
    return new Problem(422, "Request contradicts itself", detail, Map.of());
  }

  public static Problem conflict(String detail, Map<String, Object> members) {
    return new Problem(409, "Conflict", detail, members);
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  public Map<String, Object> members() {
    return members;
  }
}
