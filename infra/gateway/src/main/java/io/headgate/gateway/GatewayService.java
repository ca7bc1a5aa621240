package io.headgate.gateway;

import com.github.benmanes.caffeine.cache.Ticker;
import io.headgate.gateway.broker.KafkaSink;
import io.headgate.gateway.broker.Publication;
import io.headgate.gateway.broker.SeenEvents;
import io.headgate.gateway.http.EventMetrics;
import io.headgate.gateway.http.EventsResource;
import io.headgate.gateway.http.OpenApiResource;
import io.headgate.gateway.topic.Schemas;
import io.headgate.gateway.topic.Topics;
import io.headgate.http.Admission;
import io.headgate.http.BodyTypes;
import io.headgate.http.HealthResource;
import io.headgate.http.HttpServer;
import io.headgate.http.ProblemAnswers;
import io.headgate.http.ProcessMetrics;
import io.headgate.http.RateLimits;
import io.headgate.http.ServedRoutes;
import io.headgate.http.ServiceMain;
import io.headgate.http.ServiceProfile;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.RegistryClient;
import io.javalin.Javalin;
import io.javalin.util.JavalinBindException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway, running: one HTTP server before one Kafka producer. */
public final class GatewayService implements ServiceMain.Running {
  static final String NAME = "gateway";

  private static final Logger LOG = LoggerFactory.getLogger(GatewayService.class);
  private static final ServiceProfile PROFILE =
      new ServiceProfile(
          NAME,
          new BodyTypes(
              Pattern.compile("application/(?:json|avro)"),
              "Neither JSON nor Avro",
              "The body is of another type than JSON or Avro. Send 'Content-Type: application/json', or application/avro."));

  private final Javalin http;
  private final KafkaSink kafka;
  private final String host;

  private GatewayService(Javalin http, KafkaSink kafka, String host) {
    this.http = http;
    this.kafka = kafka;
    this.host = host;
  }

  /**
   * Starts the service; it serves when this returns, though Kafka or the registry may be away.
   *
   * @param clock what "now" is for events
   */
  public static GatewayService start(GatewayConfig config, Clock clock) {
    KafkaSink kafka = new KafkaSink(config.bootstrapServers(), config.bufferBytes());
    try {
      Javalin http = resources(config, kafka, clock);
      http.start(config.host(), config.port());
      GatewayService service = new GatewayService(http, kafka, config.host());
      LOG.info(
          "gateway serves at={} kafka={} registry={}",
          service.url(),
          config.bootstrapServers(),
          config.registryUrl());
      return service;
    } catch (JavalinBindException e) {
      kafka.close();
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot start the gateway: port %d of %s is taken. Free it, or set HEADGATE_GATEWAY_PORT to another."
              .formatted(config.port(), config.host()),
          e);
    } catch (RuntimeException e) {
      kafka.close();
      throw e;
    }
  }

  private static Javalin resources(GatewayConfig config, KafkaSink kafka, Clock clock) {
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    ProcessMetrics.install(metrics);
    ServedRoutes routes = new ServedRoutes();
    Javalin http = HttpServer.create(PROFILE, config.access(), routes, metrics);
    http.exception(
        HeadgateException.class,
        (e, context) -> {
          LOG.warn("{} {}: {}", context.method(), context.path(), e.getMessage());
          new ProblemAnswers(PROFILE).answer(context, EventsResource.registryAway());
        });
    // Asked once: whoever waits here holds a producer up.
    RegistryClient registry =
        new RegistryClient(config.registryUrl(), config.registryKey()).withoutRetries();
    Ticker ticker = Ticker.systemTicker();
    Topics topics = new Topics(registry, ticker);
    SeenEvents seen = new SeenEvents(config.rememberedEvents(), ticker);
    new Admission(new RegistryKeys(registry.keys(), ticker), config.access()).install(http);
    new HealthResource(
            () -> kafka.isOpen() && topics.areKnown(),
            "Kafka does not acknowledge events, or the registry never answered. Start them, or wait for them.",
            metrics,
            () -> {})
        .install(http);
    new OpenApiResource().install(http);
    new EventsResource(
            topics,
            new Schemas(registry.schemas(), ticker),
            new Publication(kafka, seen),
            new RateLimits(config.quotas()::of, "events"),
            new EventMetrics(metrics, kafka, seen),
            clock)
        .install(http);
    return http;
  }

  public String url() {
    return "http://" + host + ":" + http.port();
  }

  /** Finishes what is under way, then stops. */
  @Override
  public void close() {
    http.stop();
    kafka.close();
  }
}
