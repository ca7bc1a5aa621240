package io.headgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

class KilledGatewayTest {
  private static final int PRODUCERS = 4;

  @TempDir Path folder;

  /** Ids whose batch was answered, and whether a producer was cut off. */
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

  private final AtomicInteger cutOff = new AtomicInteger();

  @RepeatedTest(2)
  void whatWasAcknowledgedBeforeAKillIsInKafka(RepetitionInfo repetition) throws Exception {
    Random random = new Random(repetition.getCurrentRepetition());
    try (OrdersPipeline orders = OrdersPipeline.start();
        GatewayProcess gateway = GatewayProcess.start(orders, folder.resolve("gateway.log"))) {
      ExecutorService producers = Executors.newFixedThreadPool(PRODUCERS);
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < PRODUCERS; i++) {
        ends.add(producers.submit(() -> produce(orders, gateway.url())));
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.size() > 500);
      Thread.sleep(random.nextInt(500)); // the random moment
      gateway.kill();
      for (Future<?> end : ends) {
        end.get();
      }
      producers.shutdown();

      assertThat(cutOff).as("producers that were at it").hasPositiveValue();
      Set<String> lost = new HashSet<>(acknowledged);
      lost.removeAll(orders.keys().keySet());
      assertThat(lost).as("of %d acknowledged", acknowledged.size()).isEmpty();
    }
  }

  /** Sends batches, each as soon as the one before was answered, until it is cut off. */
  private Void produce(OrdersPipeline orders, String url) throws InterruptedException {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    while (true) {
      List<String> ids = OrdersPipeline.ids(20);
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + "/v1/events"))
              .header("Authorization", "Bearer " + orders.producerKey())
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(orders.batch(ids)))
              .build();
      try {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
          assertThat(Json.MAPPER.readTree(answer.body()).path("accepted").asInt()).isEqualTo(20);
          acknowledged.addAll(ids);
        }
      } catch (IOException e) {
        cutOff.incrementAndGet();
        return null;
      }
    }
  }
}
