package io.headgate.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.components.AirflowSecrets;
import io.headgate.components.PostgresPasswords;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.RegistryClient;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * The file {@code headgate.properties} of a stack, mode 0600: addresses and the secrets, which are
 * made once. Jobs read it by HEADGATE_CONFIG; keys that begin with {@code stack.} are the stack's
 * own.
 */
public final class StackProperties {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Map<String, String> values;

  private StackProperties(Map<String, String> values) {
    this.values = new TreeMap<>(values);
  }

  /** As for a stack that is what it was; a new one has no object store. */
  static StackProperties prepare(StackLayout layout) {
    return prepare(layout, false);
  }

  /**
   * What the file of this layout is to say: its secrets are kept, the missing ones are made.
   *
   * @param objectStore makes a new stack one with an object store; one that has it keeps it
   */
  static StackProperties prepare(StackLayout layout, boolean objectStore) {
    Map<String, String> values = read(layout.config());
    if (objectStore) {
      ObjectStoreSettings.choose(layout, values);
    }
    for (String secret :
        new String[] {
          "registry.api-key",
          "catalog.password",
          "clickhouse.password",
          "stack.postgres-password",
          "stack.registry-db-password",
          "stack.reader-db-password",
          "stack.airflow-db-password",
          "stack.analyst-password",
          "stack.airflow-admin-password"
        }) {
      values.computeIfAbsent(secret, key -> random(Base64.getUrlEncoder().withoutPadding(), 24));
    }
    values.computeIfAbsent(
        "pii.hash-key", key -> random(Base64.getUrlEncoder().withoutPadding(), 32));
    // HS512, with which Airflow signs, wants a key as long as its digest.
    values.computeIfAbsent(
        "stack.airflow-signing-key", key -> random(Base64.getUrlEncoder().withoutPadding(), 64));
    values.computeIfAbsent("stack.airflow-fernet-key", key -> random(Base64.getUrlEncoder(), 32));
    values.putAll(addresses(layout));
    ObjectStoreSettings.add(
        layout, values, () -> random(Base64.getUrlEncoder().withoutPadding(), 24));
    return new StackProperties(values);
  }

  /** What the file says; fails when the stack was never started. */
  public static StackProperties existing(StackLayout layout) {
    Map<String, String> values = read(layout.config());
    if (values.isEmpty()) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot read %s: there is no stack in %s. Run headgate up, or correct HEADGATE_STATE."
              .formatted(layout.config().getFileName(), layout.state()));
    }
    return new StackProperties(values);
  }

  /** The registry of the stack, with the key that may write. */
  public RegistryClient registry() {
    return new RegistryClient(get("registry.url"), get("registry.api-key"));
  }

  static Optional<String> lastPortBase(Path state) {
    return Optional.ofNullable(read(state.resolve("headgate.properties")).get("stack.port-base"));
  }

  private static Map<String, String> addresses(StackLayout layout) {
    String local = "127.0.0.1:";
    return Map.ofEntries(
        Map.entry("kafka.bootstrap-servers", local + layout.port(StackPort.KAFKA)),
        Map.entry("registry.url", "http://" + local + layout.port(StackPort.REGISTRY)),
        Map.entry(
            "catalog.url",
            "jdbc:postgresql://%s%d/headgate?currentSchema=catalog"
                .formatted(local, layout.port(StackPort.POSTGRES))),
        Map.entry("catalog.user", "headgate_lake"),
        Map.entry("catalog.warehouse", uri(layout.warehouse())),
        Map.entry(
            "clickhouse.url",
            "jdbc:clickhouse:http://" + local + layout.port(StackPort.CLICKHOUSE_HTTP)),
        Map.entry("clickhouse.user", "lake"),
        Map.entry("streams.checkpoints", uri(layout.checkpoints())),
        Map.entry("stack.port-base", Integer.toString(layout.portBase())),
        Map.entry("stack.gateway-url", "http://" + local + layout.port(StackPort.GATEWAY)),
        Map.entry("stack.trino-url", "jdbc:trino://" + local + layout.port(StackPort.TRINO)),
        Map.entry("stack.airflow-url", "http://" + local + layout.port(StackPort.AIRFLOW)));
  }

  /** Without a slash at the end, as table locations are made by appending to it. */
  private static String uri(Path folder) {
    return "file://" + folder.toUri().getRawPath().replaceAll("/$", "");
  }

  private static String random(Base64.Encoder encoder, int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return encoder.encodeToString(bytes);
  }

  private static Map<String, String> read(Path file) {
    Map<String, String> values = new TreeMap<>();
    if (Files.exists(file)) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file, UTF_8)) {
        properties.load(reader);
      } catch (IOException e) {
        throw new HeadgateException(
            ExitCode.BAD_CONFIGURATION,
            "Cannot read %s: %s. Make it readable for you.".formatted(file, e.getMessage()),
            e);
      }
      properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    }
    return values;
  }

  /** Writes the file, whole or not at all. */
  void save(StackLayout layout) throws IOException {
    Path file = layout.config();
    Files.createDirectories(file.getParent());
    Path aside = file.resolveSibling("." + file.getFileName() + ".part");
    Files.deleteIfExists(aside);
    Files.createFile(
        aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    StringBuilder text =
        new StringBuilder("# Written by headgate up. Holds secrets: keep it to yourself.\n");
    values.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    Files.writeString(aside, text);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The value of a key that every stack has. */
  public String get(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot find key %s in headgate.properties: it was not there. Run headgate up, which adds it."
              .formatted(key));
    }
    return value;
  }

  /** What jobs get of it. */
  public Settings settings() {
    return Settings.of(values);
  }

  boolean hasObjectStore() {
    return values.containsKey(ObjectStoreSettings.ON);
  }

  /** The keys of all that the file says. */
  public Set<String> names() {
    return Set.copyOf(values.keySet());
  }

  PostgresPasswords postgresPasswords() {
    return new PostgresPasswords(
        get("stack.postgres-password"),
        get("stack.registry-db-password"),
        get("catalog.password"),
        get("stack.reader-db-password"),
        get("stack.airflow-db-password"));
  }

  /** What Airflow keeps to itself. */
  public AirflowSecrets airflowSecrets() {
    return new AirflowSecrets(
        get("stack.airflow-db-password"),
        get("stack.airflow-admin-password"),
        get("stack.airflow-signing-key"),
        get("stack.airflow-fernet-key"));
  }

  /** Names only the keys: values may be secrets. */
  @Override
  public String toString() {
    return "StackProperties" + values.keySet();
  }
}
