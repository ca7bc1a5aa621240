package io.headgate.registry.http;

import io.headgate.registry.Problem;
import io.headgate.registry.store.Gates;
import io.headgate.registry.store.HoldRequest;
import io.headgate.registry.store.Holds;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.Map;

/** Whether readers may read, and holds by operators. */
public final class GatesResource {
  private final Gates gates;
  private final Holds holds;

  public GatesResource(Gates gates, Holds holds) {
    this.gates = gates;
    this.holds = holds;
  }

  public void install(Javalin http) {
    http.get("/v1/gates", context -> context.json(Map.of("gates", gates.all())));
    http.get("/v1/gates/{dataset}", this::ask);
    http.post(
        "/v1/gates/{dataset}/holds",
        context ->
            context.json(
                holds.place(
                    context.pathParam("dataset"), Requests.body(context, HoldRequest.class))));
    http.delete("/v1/gates/{dataset}/holds/{id}", this::release);
  }

  private void ask(Context context) {
    context.json(
        gates.ask(
            context.pathParam("dataset"), context.queryParam("partition"), minimumScore(context)));
  }

  private static double minimumScore(Context context) {
    String text = context.queryParam("min_score");
    if (text == null) {
      return 0;
    }
    try {
      double score = Double.parseDouble(text);
      if (score >= 0 && score <= 1) {
        return score;
      }
    } catch (NumberFormatException e) {
      // Told below, like a score out of range.
    }
    throw Problem.badRequest("Parameter 'min_score' is '" + text + "'. Send a number from 0 to 1.");
  }

  private void release(Context context) {
    String who = context.queryParam("who");
    if (who == null || who.isBlank()) {
      throw Problem.badRequest("Parameter 'who' is missing. Say who releases the hold.");
    }
    String id = context.pathParam("id");
    long holdId =
        SchemaVersions.number(id)
            .orElseThrow(() -> Problem.badRequest("'" + id + "' is no hold's number."));
    context.json(holds.release(context.pathParam("dataset"), holdId, who));
  }
}
