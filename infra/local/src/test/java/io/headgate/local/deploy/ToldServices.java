package io.headgate.local.deploy;

import io.headgate.gateway.GatewayConfig;
import io.headgate.gateway.GatewayService;
import io.headgate.local.TestingRegistry;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import io.headgate.platform.contract.Source;
import io.headgate.platform.registry.BatchProgress;
import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.MaintenanceReport;
import io.headgate.platform.registry.MaintenanceReport.Extent;
import io.headgate.platform.registry.MaintenanceReport.Outcome;
import io.headgate.platform.registry.PartitionLag;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.platform.registry.Reconciliation;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.registry.RegistryService;
import io.headgate.testing.TestingPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A registry that was told one of everything that jobs tell, and a gateway that took an event. */
final class ToldServices implements AutoCloseable {
  private static final String KEY = "a-key-for-tests-only";
  private static final String TOPIC = "aviation.departure.v1";

  private final HttpClient http = HttpClient.newHttpClient();
  private final TestingPostgres postgres = new TestingPostgres();
  private final RegistryService registry = TestingRegistry.start(postgres, KEY);
  private final GatewayService gateway =
      GatewayService.start(
          new GatewayConfig("127.0.0.1", 0, "127.0.0.1:1", registry.url(), KEY), Clock.systemUTC());

  private ToldServices() {}

  static ToldServices start() throws IOException, InterruptedException {
    ToldServices services = new ToldServices();
    services.tell();
    return services;
  }

  private void tell() throws IOException, InterruptedException {
    RegistryClient client = new RegistryClient(registry.url(), KEY);
    PipelineContract flights = PipelineFolder.load(Path.of("../../sql/pipelines/flights"));
    for (Source source : flights.sources()) {
      client
          .schemas()
          .register(source.topic(), source.eventTypes().get(0).schema(), Compatibility.BACKWARD);
    }
    client.applyPipeline(flights);
    Instant now = Instant.now();
    client.putQuery(query(now));
    client.postLedger(batch(now));
    client.postReconciliation(
        new Reconciliation(
            "flights", null, null, true, List.of(), List.of(), List.of(), List.of(), now, now));
    client
        .activity()
        .postMaintenance(
            new MaintenanceReport(
                "raw.flights",
                "bin-pack",
                Outcome.DONE,
                "bin-pack",
                new Extent(4, 400),
                new Extent(1, 300),
                now,
                now));
    client.incidents().open("DRILL", "flights", null, "a drill");
    client.gates().hold("raw.flights", null, "a drill", "ana", null);
    send("{\"topic\": \"%s\", \"events\": [{\"payload\": {}}]}".formatted(TOPIC));
  }

  private static QueryReport query(Instant now) {
    return new QueryReport(
        "raw-ingest:flights",
        "flights",
        QueryState.RUNNING,
        null,
        null,
        now,
        0,
        List.of(new PartitionLag(TOPIC, 0, 0, 10, 10, 1.5)),
        now,
        new BatchProgress(
            1,
            now,
            Map.of(BatchProgress.WHOLE, Duration.ofMillis(900), "addBatch", Duration.ofMillis(700)),
            now));
  }

  private static LedgerRow batch(Instant now) {
    return new LedgerRow(
        "raw-ingest:flights",
        "query-1",
        0,
        "raw.flights",
        "flights",
        1,
        List.of(new OffsetRange(TOPIC, 0, 0, 10)),
        10,
        8,
        2,
        Map.of("event_date=2026-11-12", 8L),
        1000L,
        now,
        null,
        now.minusSeconds(1),
        now);
  }

  /** The event is rejected, for which no broker is needed. */
  private void send(String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/events"))
            .header("Authorization", "Bearer " + KEY)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    String answer = http.send(request, BodyHandlers.ofString()).body();
    if (!answer.contains("\"rejected\":1")) {
      throw new IllegalStateException("The gateway answers " + answer);
    }
  }

  /** What each exports now: first the registry, then the gateway. */
  List<String> scrapes() throws IOException, InterruptedException {
    return List.of(scrape(registry.url()), scrape(gateway.url()));
  }

  private String scrape(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/metrics")).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  @Override
  public void close() {
    gateway.close();
    registry.close();
    postgres.close();
  }
}
