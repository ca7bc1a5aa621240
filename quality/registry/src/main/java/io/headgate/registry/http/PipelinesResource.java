package io.headgate.registry.http;

import io.headgate.http.BodySize;
import io.headgate.http.Problem;
import io.headgate.http.Role;
import io.headgate.registry.store.PipelineApplication;
import io.headgate.registry.store.Pipelines;
import io.headgate.registry.store.RecordedPipeline;
import io.headgate.registry.store.RetirementRequest;
import io.headgate.registry.store.Retirements;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.Optional;

/** Pipelines and their recorded contracts. */
public final class PipelinesResource {
  private final Pipelines pipelines;
  private final Retirements retirements;

  public PipelinesResource(Pipelines pipelines, Retirements retirements) {
    this.pipelines = pipelines;
    this.retirements = retirements;
  }

  public void install(Javalin http) {
    http.post(
        "/v1/pipelines",
        context -> context.json(pipelines.apply(Requests.body(context, PipelineApplication.class))),
        Role.ENGINEER,
        BodySize.LARGE);
    http.get("/v1/pipelines", this::list, Role.READER);
    http.get("/v1/pipelines/{name}", this::read, Role.READER);
    http.post(
        "/v1/pipelines/{name}/retirement",
        context ->
            context.json(
                retirements.retire(
                    context.pathParam("name"), Requests.body(context, RetirementRequest.class))),
        Role.OPERATOR);
  }

  private void list(Context context) {
    Page page = Page.of(context);
    context.json(
        page.answer(
            "pipelines",
            pipelines.page(
                page.cursor(), page.fetch(), "true".equals(context.queryParam("retired"))),
            RecordedPipeline::name));
  }

  private void read(Context context) {
    String name = context.pathParam("name");
    int version = (int) Requests.number(context, "version", 0, 1, Integer.MAX_VALUE);
    Optional<RecordedPipeline> pipeline =
        version == 0 ? pipelines.find(name) : pipelines.find(name, version);
    context.json(
        pipeline.orElseThrow(
            () ->
                Problem.notFound(
                    "Pipeline '"
                        + name
                        + "'"
                        + (version == 0 ? "" : ", version " + version + ",")
                        + " is not known. Apply its folder with headgate apply, or correct the name.")));
  }
}
