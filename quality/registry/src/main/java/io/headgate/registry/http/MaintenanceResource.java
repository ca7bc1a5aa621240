package io.headgate.registry.http;

import io.headgate.http.Problem;
import io.headgate.http.Role;
import io.headgate.registry.store.MaintenanceLeases;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** Leases: one job at a time maintains the files of a table. */
public final class MaintenanceResource {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9-]{8,64}");
  private static final int LONGEST_SECONDS = 3600;
  private static final int LONGEST_HOLDER = 200;

  private final MaintenanceLeases leases;

  public MaintenanceResource(MaintenanceLeases leases) {
    this.leases = leases;
  }

  /**
   * A job that wants to maintain a table.
   *
   * @param token chosen by the job at random, so that it may ask twice
   * @param holder who it is, for a person to read
   * @param seconds how long it holds unless it is renewed
   */
  public record LeaseRequest(String token, String holder, int seconds) {}

  /** A job that goes on maintaining a table. */
  public record LeaseRenewal(String token, int seconds) {}

  public void install(Javalin http) {
    http.post("/v1/datasets/{dataset}/maintenance-lease", this::acquire, Role.OPERATOR);
    http.put("/v1/datasets/{dataset}/maintenance-lease", this::renew, Role.OPERATOR);
    http.delete("/v1/datasets/{dataset}/maintenance-lease/{token}", this::release, Role.OPERATOR);
    http.get(
        "/v1/maintenance-leases",
        context -> context.json(Map.of("leases", leases.all())),
        Role.READER);
  }

  private void acquire(Context context) {
    LeaseRequest request = Requests.body(context, LeaseRequest.class);
    if (request.holder().isBlank() || request.holder().length() > LONGEST_HOLDER) {
      throw Problem.badRequest(
          "'holder' is empty, or longer than %d characters. Say briefly who maintains."
              .formatted(LONGEST_HOLDER));
    }
    context.json(
        leases.acquire(
            context.pathParam("dataset"),
            token(request.token()),
            request.holder(),
            length(request.seconds())));
  }

  private void renew(Context context) {
    LeaseRenewal renewal = Requests.body(context, LeaseRenewal.class);
    context.json(
        leases.renew(
            context.pathParam("dataset"), token(renewal.token()), length(renewal.seconds())));
  }

  private void release(Context context) {
    boolean released = leases.release(context.pathParam("dataset"), context.pathParam("token"));
    context.json(Map.of("released", released));
  }

  private static String token(String token) {
    if (!TOKEN.matcher(token).matches()) {
      throw Problem.badRequest(
          "'token' is not 8 to 64 letters, digits and dashes. Send a random UUID.");
    }
    return token;
  }

  private static Duration length(int seconds) {
    if (seconds < 1 || seconds > LONGEST_SECONDS) {
      throw Problem.badRequest(
          "'seconds' is %d. Send 1 to %d, and renew.".formatted(seconds, LONGEST_SECONDS));
    }
    return Duration.ofSeconds(seconds);
  }
}
