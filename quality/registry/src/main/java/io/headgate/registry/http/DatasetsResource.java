package io.headgate.registry.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.http.Problem;
import io.headgate.http.Role;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.DirtyPartition;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.Partition;
import io.headgate.platform.registry.PartitionTransition;
import io.headgate.registry.store.Datasets;
import io.headgate.registry.store.Gates;
import io.headgate.registry.store.Gates.Question;
import io.headgate.registry.store.Transitions;
import io.javalin.Javalin;
import io.javalin.http.Context;

/** Datasets and their partitions. */
public final class DatasetsResource {
  private final Datasets datasets;
  private final Transitions transitions;
  private final Gates gates;

  public DatasetsResource(Datasets datasets, Transitions transitions, Gates gates) {
    this.datasets = datasets;
    this.transitions = transitions;
    this.gates = gates;
  }

  public void install(Javalin http) {
    http.get("/v1/datasets", this::all, Role.READER);
    http.get("/v1/datasets/{dataset}", this::one, Role.READER);
    http.get("/v1/datasets/{dataset}/partitions", this::partitions, Role.READER);
    http.get("/v1/datasets/{dataset}/dirty-partitions", this::dirty, Role.READER);
    http.get(
        "/v1/datasets/{dataset}/partitions/{key}",
        context -> context.json(partition(context.pathParam("dataset"), context.pathParam("key"))),
        Role.READER);
    http.get("/v1/datasets/{dataset}/partitions/{key}/transitions", this::history, Role.READER);
    http.post("/v1/datasets/{dataset}/partitions/{key}/transitions", this::move, Role.OPERATOR);
  }

  private void history(Context context) {
    Page page = Page.of(context);
    context.json(
        page.answer(
            "transitions",
            datasets.history(
                context.pathParam("dataset"), context.pathParam("key"), page.above(), page.fetch()),
            (PartitionTransition step) -> Long.toString(step.id())));
  }

  private void all(Context context) {
    Page page = Page.of(context);
    context.json(
        page.answer("datasets", datasets.page(page.cursor(), page.fetch()), Dataset::name));
  }

  private void one(Context context) {
    String name = context.pathParam("dataset");
    context.json(
        datasets
            .find(name)
            .orElseThrow(
                () ->
                    Problem.notFound(
                        "Dataset '"
                            + name
                            + "' is not known. See /v1/datasets for those that are.")));
  }

  private void partitions(Context context) {
    Page page = Page.of(context);
    context.json(
        page.answer(
            "partitions",
            datasets.partitions(context.pathParam("dataset"), page.cursor(), page.fetch()),
            Partition::partitionKey));
  }

  private void dirty(Context context) {
    Page page = Page.of(context);
    context.json(
        page.answer(
            "partitions",
            datasets.dirty(context.pathParam("dataset"), page.cursor(), page.fetch()),
            DirtyPartition::partitionKey));
  }

  private ObjectNode partition(String dataset, String key) {
    Partition partition =
        datasets
            .partition(dataset, key)
            .orElseThrow(
                () ->
                    Problem.notFound(
                        "Dataset '%s' has no partition '%s'.".formatted(dataset, key)));
    ObjectNode answer = Json.MAPPER.valueToTree(partition);
    answer.set("gate", Json.MAPPER.valueToTree(gates.ask(dataset, Question.about(key))));
    return answer;
  }

  private void move(Context context) {
    String dataset = context.pathParam("dataset");
    String key = context.pathParam("key");
    transitions.move(dataset, key, Requests.body(context, Transitions.Request.class));
    context.json(partition(dataset, key));
  }
}
