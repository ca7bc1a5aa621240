package io.headgate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.http.KeyHash;
import io.headgate.platform.registry.ApiKey;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.KeyClient;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.RegistryRefusedException;
import io.headgate.registry.TestingRegistry.Answer;
import io.headgate.testing.TestingPostgres;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KeyApiTest {
  private static final Instant NOW = Instant.parse("2026-11-12T10:00:00Z");
  private static final String SCHEMA = "{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}";

  private static TestingRegistry registry;

  private final String name = "key-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    registry = TestingRegistry.start(Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void aKeyIsToldOnceAndKeptAsItsHash() throws Exception {
    Answer answer = create(name, "producer");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    String key = answer.body().path("key").asText();
    assertThat(key).matches("hg_[A-Za-z0-9_-]{43}");
    assertThat(registry.call("GET", "/v1/keys?limit=1000", TestingRegistry.KEY).body().toString())
        .contains(name)
        .doesNotContain(key);
    try (Connection owner =
            TestingRegistry.connect(
                TestingPostgres.REGISTRY_USER, TestingPostgres.shared().registryPassword());
        PreparedStatement select =
            owner.prepareStatement("SELECT hash, k::text FROM registry.api_key k WHERE name = ?")) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        assertThat(row.next()).isTrue();
        assertThat(row.getBytes(1))
            .isEqualTo(MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)));
        assertThat(row.getString(2)).doesNotContain(key);
      }
    }
  }

  @Test
  void theListTellsWhoMadeAKeyWhenItWasUsedAndWhenItWasRevoked() {
    RegistryClient operator =
        new RegistryClient(registry.url(), key(registry.client().keys().create(name, "operator")));
    ApiKey.Issued other = operator.keys().create(name + "-other", "Reader");
    new RegistryClient(registry.url(), other.key()).gates().all();

    assertThat(find(other.name()))
        .isEqualTo(new ApiKey(other.name(), "READER", name, NOW, NOW, null, null));

    operator.keys().revoke(other.name());
    assertThat(find(other.name()))
        .isEqualTo(new ApiKey(other.name(), "READER", name, NOW, NOW, NOW, name));
  }

  @Test
  void aKeyEndsAtOnceWhenItIsRevokedAlsoForReading() {
    ApiKey.Issued issued = registry.client().keys().create(name, "engineer");
    RegistryClient holder = new RegistryClient(registry.url(), issued.key());
    holder.applyPipeline(new Flights().contract());

    registry.client().keys().revoke(name);

    assertThatThrownBy(() -> holder.gates().all())
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessage(
            "Cannot read the gates: the registry at %s does not accept the key. Set"
                    .formatted(registry.url())
                + " registry.api-key to its key.");
  }

  @Test
  void anotherServiceLearnsWhoHoldsAKeyByItsHashUntilItIsRevoked() {
    KeyClient keys = registry.client().keys();
    byte[] hash = KeyHash.of(keys.create(name, "producer").key());

    assertThat(keys.inForce(hash)).contains(new ApiKey.Holder(name, "PRODUCER"));
    keys.revoke(name);
    assertThat(keys.inForce(hash)).isEmpty();
  }

  @Test
  void aRoleThatIsNotEnoughIsToldWithTheOneThatIs() {
    ApiKey.Issued issued = registry.client().keys().create(name, "producer");

    assertThatThrownBy(
            () ->
                new RegistryClient(registry.url(), issued.key())
                    .applyPipeline(new Flights().contract()))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("the key in registry.api-key may not do that")
        .hasMessageContaining(
            "This call needs role ENGINEER, and key '%s' has PRODUCER.".formatted(name));
  }

  @Test
  void aProducerRegistersByTheClientOfAnotherRegistryWithTheKeyAsPassword() {
    String key = key(registry.client().keys().create(name, "producer"));
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(("anybody:" + key).getBytes(UTF_8));

    Answer answer =
        registry.send(
            "POST", "/subjects/" + name + "/versions", Json.write(Map.of("schema", SCHEMA)), basic);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("id").asInt()).isPositive();
  }

  @Test
  void aNameIsGivenOnce() {
    create(name, "reader");
    registry.client().keys().revoke(name);

    Answer again = create(name, "reader");

    assertThat(again.status()).isEqualTo(409);
    assertThat(again.body().path("detail").asText())
        .isEqualTo("There is, or was, a key named '" + name + "'. Choose another name.");
  }

  @Test
  void anUnknownRoleIsToldThoseThatThereAre() {
    for (String role : new String[] {"admin", "anyone"}) {
      Answer answer = create(name, role);

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body().path("detail").asText())
          .isEqualTo(
              "'%s' is no role. Send one of [READER, PRODUCER, ENGINEER, OPERATOR]."
                  .formatted(role));
    }
    assertThat(create("A name", "reader").body().path("detail").asText())
        .startsWith("'A name' is no name for a key.");
  }

  @Test
  void thePlatformsOwnKeyIsNotRevokedByACall() {
    assertThatThrownBy(() -> registry.client().keys().revoke("platform"))
        .hasMessageContaining("The platform's own key is set by HEADGATE_REGISTRY_API_KEY.");
    assertThat(find("platform").role()).isEqualTo("OPERATOR");
  }

  private static String key(ApiKey.Issued issued) {
    return issued.key();
  }

  private static Answer create(String name, String role) {
    return registry.post("/v1/keys", Json.write(Map.of("name", name, "role", role)));
  }

  private static ApiKey find(String name) {
    return registry.client().keys().all().stream()
        .filter(key -> key.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
