package io.headgate.registry;

import io.headgate.http.Admission;
import io.headgate.http.BodyTypes;
import io.headgate.http.HealthResource;
import io.headgate.http.HttpServer;
import io.headgate.http.ProblemAnswers;
import io.headgate.http.ProcessMetrics;
import io.headgate.http.ServedRoutes;
import io.headgate.http.ServiceMain;
import io.headgate.http.ServiceProfile;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.registry.alert.AlertDelivery;
import io.headgate.registry.http.ActivityResource;
import io.headgate.registry.http.AlertRulesResource;
import io.headgate.registry.http.AlertsResource;
import io.headgate.registry.http.CompatibilityResource;
import io.headgate.registry.http.ConfigurationResource;
import io.headgate.registry.http.ConfluentAnswers;
import io.headgate.registry.http.DatabaseProblems;
import io.headgate.registry.http.DatasetsResource;
import io.headgate.registry.http.GapsResource;
import io.headgate.registry.http.GatesResource;
import io.headgate.registry.http.IncidentsResource;
import io.headgate.registry.http.KeysResource;
import io.headgate.registry.http.KnownKeys;
import io.headgate.registry.http.LedgerResource;
import io.headgate.registry.http.LineageResource;
import io.headgate.registry.http.MaintenanceResource;
import io.headgate.registry.http.MetricsResource;
import io.headgate.registry.http.OpenLineageResource;
import io.headgate.registry.http.OverviewResource;
import io.headgate.registry.http.PageResource;
import io.headgate.registry.http.PipelinesResource;
import io.headgate.registry.http.QueriesResource;
import io.headgate.registry.http.RawPublicationsResource;
import io.headgate.registry.http.ReconciliationsResource;
import io.headgate.registry.http.RunsResource;
import io.headgate.registry.http.SchemaIdsResource;
import io.headgate.registry.http.SchemasResource;
import io.headgate.registry.http.Scrape;
import io.headgate.registry.http.SubjectsResource;
import io.headgate.registry.http.WatchResource;
import io.headgate.registry.metric.Metrics;
import io.headgate.registry.openapi.OpenApiResource;
import io.headgate.registry.schema.Configuration;
import io.headgate.registry.schema.Deletions;
import io.headgate.registry.schema.SchemaDoor;
import io.headgate.registry.schema.Subjects;
import io.headgate.registry.store.Acceptances;
import io.headgate.registry.store.AlertRules;
import io.headgate.registry.store.AlertSignals;
import io.headgate.registry.store.Alerts;
import io.headgate.registry.store.ApiKeys;
import io.headgate.registry.store.Calendars;
import io.headgate.registry.store.ColumnEdges;
import io.headgate.registry.store.ColumnImpacts;
import io.headgate.registry.store.Datasets;
import io.headgate.registry.store.DeadLetterWatch;
import io.headgate.registry.store.Deliveries;
import io.headgate.registry.store.EventOrigins;
import io.headgate.registry.store.Freshness;
import io.headgate.registry.store.GateConsumers;
import io.headgate.registry.store.GateHistory;
import io.headgate.registry.store.GateWatch;
import io.headgate.registry.store.Gates;
import io.headgate.registry.store.Holds;
import io.headgate.registry.store.Incidents;
import io.headgate.registry.store.Ledger;
import io.headgate.registry.store.LineageEvents;
import io.headgate.registry.store.LineageGraphs;
import io.headgate.registry.store.MaintenanceLeases;
import io.headgate.registry.store.MaintenanceReports;
import io.headgate.registry.store.OffsetGaps;
import io.headgate.registry.store.Overviews;
import io.headgate.registry.store.PipelineGraphs;
import io.headgate.registry.store.Pipelines;
import io.headgate.registry.store.QueryReports;
import io.headgate.registry.store.RawPublications;
import io.headgate.registry.store.ReadablePartitions;
import io.headgate.registry.store.Reconciliations;
import io.headgate.registry.store.Retirements;
import io.headgate.registry.store.Runs;
import io.headgate.registry.store.SchemaRefusals;
import io.headgate.registry.store.SlaWatch;
import io.headgate.registry.store.Transitions;
import io.headgate.registry.watch.Watches;
import io.javalin.Javalin;
import io.javalin.util.JavalinBindException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry, running: one HTTP server on one database. */
public final class RegistryService implements ServiceMain.Running {
  static final String NAME = "registry";

  private static final Logger LOG = LoggerFactory.getLogger(RegistryService.class);
  private static final ServiceProfile PROFILE =
      new ServiceProfile(NAME, BodyTypes.JSON, ConfluentAnswers::addErrorCode);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration SLOW_LOOK = Duration.ofSeconds(10);
  private static final Duration QUICK_LOOK = Duration.ofSeconds(1);

  private final Database database;
  private final Javalin http;
  private final String host;
  private final Watches watches;
  private final ServedRoutes routes;
  private final Metrics metrics;

  private RegistryService(
      Database database,
      Javalin http,
      String host,
      Watches watches,
      ServedRoutes routes,
      Metrics metrics) {
    this.routes = routes;
    this.metrics = metrics;
    this.database = database;
    this.watches = watches;
    this.http = http;
    this.host = host;
  }

  /**
   * Starts the service; it serves when this returns.
   *
   * @param clock what "now" is for partitions, holds and lateness
   */
  public static RegistryService start(RegistryConfig config, Clock clock) {
    Database database = Database.open(config);
    try {
      PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      ServedRoutes routes = new ServedRoutes();
      Javalin http = resources(database, config, meters, clock, routes);
      Metrics metrics = metrics(database.jdbi(), config, clock);
      new MetricsResource(metrics).install(http);
      http.start(config.host(), config.port());
      Watches watches = watch(database.jdbi(), config, clock);
      RegistryService service =
          new RegistryService(database, http, config.host(), watches, routes, metrics);
      LOG.info("registry serves at={} database={}", service.url(), config.jdbcUrl());
      return service;
    } catch (JavalinBindException e) {
      database.close();
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot start the registry: port %d of %s is taken. Free it, or set HEADGATE_REGISTRY_PORT to another."
              .formatted(config.port(), config.host()),
          e);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static Metrics metrics(Jdbi jdbi, RegistryConfig config, Clock clock) {
    return new Metrics(
        new Pipelines(jdbi, clock), new ReadablePartitions(jdbi, clock), config.metrics(), clock);
  }

  private static Watches watch(Jdbi jdbi, RegistryConfig config, Clock clock) {
    Watches watches =
        new Watches(clock)
            .every(LOOK, new DeadLetterWatch(jdbi, config.deadLetters()))
            .every(LOOK, new SchemaRefusals(jdbi, clock))
            .every(QUICK_LOOK, new GateWatch(jdbi));
    AlertDelivery delivery = new AlertDelivery(new Deliveries(jdbi), config.channels(), clock);
    // Two, so that a receiver that does not answer does not hold up all others.
    watches.every(QUICK_LOOK, delivery).every(QUICK_LOOK, delivery);
    if (config.watchesSla()) {
      watches.every(SLOW_LOOK, new SlaWatch(jdbi));
    }
    return watches;
  }

  private static Javalin resources(
      Database database,
      RegistryConfig config,
      PrometheusMeterRegistry metrics,
      Clock clock,
      ServedRoutes routes) {
    ProcessMetrics.install(metrics);
    Javalin http = HttpServer.create(PROFILE, config.access(), routes, metrics);
    new DatabaseProblems(new ProblemAnswers(PROFILE)).install(http);
    Jdbi jdbi = database.jdbi();
    ApiKeys apiKeys = new ApiKeys(jdbi, clock);
    KnownKeys keys = new KnownKeys(apiKeys, config.apiKey());
    new Admission(keys, config.access()).install(http);
    new KeysResource(apiKeys, keys).install(http);
    new OpenApiResource(routes).install(http);
    Subjects subjects = new Subjects(jdbi, clock);
    Gates gates = new Gates(jdbi, clock);
    QueryReports queries = new QueryReports(jdbi, clock);
    new HealthResource(
            database::answers,
            "The registry's PostgreSQL does not answer. Start it, or wait for it.",
            metrics,
            Scrape.of(jdbi, metrics, clock)::refresh)
        .install(http);
    SchemaDoor door = new SchemaDoor(subjects, new SchemaRefusals(jdbi, clock));
    Configuration configuration = new Configuration(jdbi, clock);
    new SubjectsResource(subjects, door, new Deletions(jdbi, clock)).install(http);
    new SchemaIdsResource(subjects).install(http);
    new CompatibilityResource(subjects, door).install(http);
    new ConfigurationResource(configuration).install(http);
    new SchemasResource(subjects, configuration, door).install(http);
    new PipelinesResource(new Pipelines(jdbi, clock), new Retirements(jdbi, clock)).install(http);
    new LedgerResource(new Ledger(jdbi, clock)).install(http);
    new RunsResource(new Runs(jdbi, clock)).install(http);
    new RawPublicationsResource(new RawPublications(jdbi, clock)).install(http);
    new DatasetsResource(new Datasets(jdbi, clock), new Transitions(jdbi, clock), gates)
        .install(http);
    new GatesResource(
            gates,
            new GateHistory(jdbi),
            new Holds(jdbi, clock),
            new Acceptances(jdbi, clock),
            new GateConsumers(jdbi, clock))
        .install(http);
    new PageResource().install(http);
    new OverviewResource(new Overviews(jdbi, clock), new Calendars(jdbi, clock)).install(http);
    new WatchResource(new Freshness(jdbi, clock)).install(http);
    Alerts alerts = new Alerts(jdbi);
    new AlertRulesResource(new AlertRules(jdbi, clock, config.channels()), alerts).install(http);
    new AlertsResource(new AlertSignals(jdbi, clock), alerts, new Deliveries(jdbi)).install(http);
    new QueriesResource(queries).install(http);
    new GapsResource(new OffsetGaps(jdbi)).install(http);
    new IncidentsResource(new Incidents(jdbi, clock)).install(http);
    PipelineGraphs pipelines = new PipelineGraphs();
    new LineageResource(
            new LineageGraphs(jdbi, clock, pipelines),
            new EventOrigins(jdbi, clock, pipelines),
            new ColumnImpacts(jdbi, clock, pipelines),
            new ColumnEdges(jdbi))
        .install(http);
    new OpenLineageResource(new LineageEvents(jdbi, clock, pipelines)).install(http);
    new ReconciliationsResource(new Reconciliations(jdbi, clock)).install(http);
    new MaintenanceResource(new MaintenanceLeases(jdbi, clock)).install(http);
    new ActivityResource(jdbi, new MaintenanceReports(jdbi), clock).install(http);
    return http;
  }

  public String url() {
    return "http://" + host + ":" + http.port();
  }

  /** Every call that is served, with the role that it needs. */
  public List<ServedRoutes.Route> routes() {
    return routes.all();
  }

  /** Finishes what is under way, then stops. */
  @Override
  public void close() {
    watches.close();
    http.stop();
    metrics.close();
    database.close();
  }
}
