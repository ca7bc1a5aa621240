package io.headgate.registry.http;

import io.headgate.http.Problem;
import io.headgate.http.Role;
import io.headgate.platform.registry.Acceptance;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateChange;
import io.headgate.platform.registry.Hold;
import io.headgate.registry.store.AcceptanceRequest;
import io.headgate.registry.store.Acceptances;
import io.headgate.registry.store.GateConsumers;
import io.headgate.registry.store.GateHistory;
import io.headgate.registry.store.Gates;
import io.headgate.registry.store.Gates.Question;
import io.headgate.registry.store.HoldRequest;
import io.headgate.registry.store.Holds;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import javax.annotation.Nullable;

/** Whether readers may read, what was so before, and what operators say to it. */
public final class GatesResource {
  private static final String GATE = "/v1/gates/{dataset}";
  private static final int LONGEST_CONSUMER = 200;

  private final Gates gates;
  private final GateHistory history;
  private final Holds holds;
  private final Acceptances acceptances;
  private final GateConsumers consumers;

  public GatesResource(
      Gates gates,
      GateHistory history,
      Holds holds,
      Acceptances acceptances,
      GateConsumers consumers) {
    this.gates = gates;
    this.history = history;
    this.holds = holds;
    this.acceptances = acceptances;
    this.consumers = consumers;
  }

  public void install(Javalin http) {
    http.get("/v1/gates", this::list, Role.READER);
    http.get(GATE, this::ask, Role.READER);
    http.get(GATE + "/history", this::history, Role.READER);
    http.get(GATE + "/holds", this::holds, Role.READER);
    http.post(
        GATE + "/holds",
        context ->
            context.json(holds.place(dataset(context), Requests.body(context, HoldRequest.class))),
        Role.OPERATOR);
    http.delete(GATE + "/holds/{id}", this::release, Role.OPERATOR);
    http.get(GATE + "/acceptances", this::acceptances, Role.READER);
    http.post(
        GATE + "/acceptances",
        context ->
            context.json(
                acceptances.accept(
                    dataset(context), Requests.body(context, AcceptanceRequest.class))),
        Role.OPERATOR);
  }

  private static String dataset(Context context) {
    return context.pathParam("dataset");
  }

  private void list(Context context) {
    Page page = Page.of(context);
    context.json(
        page.answer("gates", gates.page(page.cursor(), page.fetch()), GateAnswer::dataset));
  }

  private void ask(Context context) {
    context.json(
        gates.ask(
            dataset(context),
            new Question(
                context.queryParam("partition"), minimumScore(context), readUntil(context))));
    noteConsumer(context);
  }

  /** Who says its name when it asks is known to lineage as a reader. */
  private void noteConsumer(Context context) {
    String consumer = context.queryParam("consumer");
    if (consumer != null && !consumer.isBlank() && consumer.length() <= LONGEST_CONSUMER) {
      consumers.asked(dataset(context), consumer);
    }
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

  @Nullable
  private static Instant readUntil(Context context) {
    String text = context.queryParam("read_until");
    if (text == null) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw Problem.badRequest(
          "Parameter 'read_until' is '" + text + "'. Send an instant like 2026-11-12T06:00:00Z.");
    }
  }

  private void history(Context context) {
    Page page = Page.of(context);
    context.json(
        page.answer(
            "history",
            history.page(
                dataset(context), context.queryParam("partition"), page.below(), page.fetch()),
            (GateChange change) -> Long.toString(change.id())));
  }

  private void holds(Context context) {
    Page page = Page.of(context);
    context.json(
        page.answer(
            "holds",
            holds.page(dataset(context), page.below(), page.fetch()),
            (Hold hold) -> Long.toString(hold.holdId())));
  }

  private void acceptances(Context context) {
    Page page = Page.of(context);
    context.json(
        page.answer(
            "acceptances",
            acceptances.page(dataset(context), page.below(), page.fetch()),
            (Acceptance acceptance) -> Long.toString(acceptance.acceptanceId())));
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
    context.json(holds.release(dataset(context), holdId, who));
  }
}
