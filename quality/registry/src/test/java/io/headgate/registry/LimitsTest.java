package io.headgate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.http.AccessConfig;
import io.headgate.http.AccessConfig.Rate;
import io.headgate.http.Role;
import io.headgate.registry.TestingRegistry.Answer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final int BURST = 40;

  /** So slow that a burst is never refilled while a test runs. */
  private static final Rate SLOW = new Rate(1, BURST);

  private static TestingRegistry sized;

  @BeforeAll
  static void start() {
    sized =
        TestingRegistry.start(
            new AccessConfig(Role.READER, Rate.of(0), Rate.of(0), 2_000, 4_000), Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    sized.close();
  }

  @Test
  void anAddressWithoutAKeyIsHeldToItsRateAndTheOthersAreNot() {
    try (TestingRegistry registry = rated(Rate.of(0), SLOW)) {
      List<Answer> answers = many(registry, null);

      assertThat(answers.stream().filter(answer -> answer.status() == 200))
          .hasSizeLessThan(3 * BURST);
      Answer refused =
          answers.stream().filter(answer -> answer.status() == 429).findFirst().orElseThrow();
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
      assertThat(refused.contentType()).startsWith("application/problem+json");
      assertThat(refused.body().path("detail").asText())
          .startsWith("'127.0.0.1' sends more than 1 requests a second. Try again in ");
      assertThat(registry.call("GET", "/v1/gaps", TestingRegistry.KEY).status()).isEqualTo(200);
      assertThat(registry.call("GET", "/health/ready", null).status()).isEqualTo(200);
    }
  }

  @Test
  void aKeyIsHeldToItsRateAndThePlatformsOwnIsNot() {
    try (TestingRegistry registry = rated(SLOW, Rate.of(0))) {
      String key = registry.client().keys().create("k" + UUID.randomUUID(), "reader").key();

      assertThat(many(registry, key)).anyMatch(answer -> answer.status() == 429);
      assertThat(many(registry, TestingRegistry.KEY)).allMatch(answer -> answer.status() == 200);
      assertThat(many(registry, null)).allMatch(answer -> answer.status() == 200);
    }
  }

  @Test
  void keysThatNobodyKnowsCountForTheAddressThatTriesThem() {
    try (TestingRegistry registry = rated(Rate.of(0), SLOW)) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 3 * BURST; i++) {
        statuses.add(registry.call("GET", "/v1/gaps", "hg_guess" + i).status());
      }

      assertThat(statuses).startsWith(401).containsOnly(401, 429).contains(429);
    }
  }

  private static TestingRegistry rated(Rate perKey, Rate perAddress) {
    return TestingRegistry.start(
        new AccessConfig(Role.READER, perKey, perAddress, 1 << 20, 8 << 20), Clock.systemUTC());
  }

  private static List<Answer> many(TestingRegistry registry, String key) {
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 3 * BURST; i++) {
      answers.add(registry.call("GET", "/v1/gaps", key));
    }
    return answers;
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedWithTheLimit() {
    Answer answer = sized.post("/v1/gaps", spaces(2_001));

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo("The body has more than 2,000 bytes. Send less at a time.");
    assertThat(sized.post("/v1/gaps", spaces(2_000)).status()).isEqualTo(400);
  }

  @Test
  void callsThatCarryReportsTakeMore() {
    assertThat(sized.post("/v1/ledger", spaces(4_000)).status()).isEqualTo(400);
    assertThat(sized.post("/v1/ledger", spaces(4_001)).status()).isEqualTo(413);
  }

  @Test
  void aBodyThatDoesNotTellItsLengthIsReadNoFurtherThanTheLimit() {
    assertThat(chunked(2_000).status()).isEqualTo(400);
    assertThat(chunked(2_001).status()).isEqualTo(413);
  }

  private static Answer chunked(int bytes) {
    return sized.send(
        sized
            .to("/v1/ledger")
            .header("Authorization", "Bearer " + TestingRegistry.KEY)
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(spaces(bytes).getBytes(UTF_8)))));
  }

  private static String spaces(int bytes) {
    return " ".repeat(bytes);
  }
}
