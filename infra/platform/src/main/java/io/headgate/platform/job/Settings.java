package io.headgate.platform.job;

import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The settings of one process, typed. A setting is checked when it is asked for, so a job needs
 * only those that it uses; a missing or malformed one ends with {@link ExitCode#BAD_CONFIGURATION}
 * and a message that names key and remedy.
 */
public final class Settings {
  private static final int PII_HASH_KEY_LENGTH = 32;

  private final Map<Setting, String> values;

  Settings(Map<Setting, String> values) {
    this.values = new EnumMap<>(Setting.class);
    this.values.putAll(values);
  }

  /**
   * Settings from keys as they stand in the configuration file; no flags, no environment.
   *
   * @throws HeadgateException when a key is unknown
   */
  public static Settings of(Map<String, String> keys) {
    return new SettingsSource(Map.of()).from(keys, "the given settings", Map.of());
  }

  /** Kafka brokers, {@code host:port[,host:port]}. */
  public String kafkaBootstrapServers() {
    return required(Setting.KAFKA_BOOTSTRAP_SERVERS, Function.identity());
  }

  public URI registryUrl() {
    return required(Setting.REGISTRY_URL, URI::create);
  }

  public String registryApiKey() {
    return required(Setting.REGISTRY_API_KEY, Function.identity());
  }

  /** JDBC URL of the database that holds the Iceberg catalog. */
  public String catalogUrl() {
    return required(Setting.CATALOG_URL, Function.identity());
  }

  public String catalogUser() {
    return required(Setting.CATALOG_USER, Function.identity());
  }

  public String catalogPassword() {
    return required(Setting.CATALOG_PASSWORD, Function.identity());
  }

  /** Folder of the tables, {@code file:///...} or {@code s3://...}. */
  public String catalogWarehouse() {
    return required(Setting.CATALOG_WAREHOUSE, Function.identity());
  }

  /** Address of the object store; empty for AWS itself. */
  public Optional<URI> s3Endpoint() {
    return find(Setting.S3_ENDPOINT)
        .map(
            given ->
                required(
                    Setting.S3_ENDPOINT,
                    text -> {
                      URI uri = URI.create(text);
                      if (uri.getHost() == null
                          || !Set.of("http", "https").contains(uri.getScheme())) {
                        throw new IllegalArgumentException("no address");
                      }
                      return uri;
                    }));
  }

  /** Region of the bucket, for example {@code eu-central-1}. */
  public String s3Region() {
    return required(Setting.S3_REGION, Function.identity());
  }

  /** Whether a bucket is {@code endpoint/bucket}; else it is {@code bucket.endpoint}. */
  public boolean s3PathStyle() {
    return required(
        Setting.S3_PATH_STYLE,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("neither true nor false");
            });
  }

  /** JDBC URL, {@code jdbc:clickhouse:http://host:port}. */
  public String clickhouseUrl() {
    return required(Setting.CLICKHOUSE_URL, Function.identity());
  }

  public String clickhouseUser() {
    return required(Setting.CLICKHOUSE_USER, Function.identity());
  }

  public String clickhousePassword() {
    return required(Setting.CLICKHOUSE_PASSWORD, Function.identity());
  }

  /** The key of {@code pii: hash}; who has it can test guesses of plain values. */
  public String piiHashKey() {
    return required(
        Setting.PII_HASH_KEY,
        key -> {
          if (key.length() < PII_HASH_KEY_LENGTH) {
            throw new IllegalArgumentException("too short");
          }
          return key;
        });
  }

  /** JDBC URL of the relational database that references come from. */
  public String referenceJdbcUrl() {
    return required(Setting.REFERENCE_JDBC_URL, Function.identity());
  }

  public String referenceUser() {
    return required(Setting.REFERENCE_USER, Function.identity());
  }

  public String referencePassword() {
    return required(Setting.REFERENCE_PASSWORD, Function.identity());
  }

  /** Folder of the streaming checkpoints; each query has a folder of its own below it. */
  public URI streamsCheckpoints() {
    return required(Setting.STREAMS_CHECKPOINTS, URI::create);
  }

  public Duration streamsTriggerInterval() {
    return required(Setting.STREAMS_TRIGGER_INTERVAL, Duration::parse);
  }

  /** Longest time that events wait for others before raw commits them; a commit is a snapshot. */
  public Duration streamsCommitInterval() {
    return required(Setting.STREAMS_COMMIT_INTERVAL, Duration::parse);
  }

  /** Most records that one micro-batch reads, over all partitions. */
  public long streamsMaxOffsetsPerTrigger() {
    return required(Setting.STREAMS_MAX_OFFSETS_PER_TRIGGER, Long::parseLong);
  }

  /** How long a micro-batch over a backlog should last; one without a backlog is shorter. */
  public Duration streamsBatchTarget() {
    return required(Setting.STREAMS_BATCH_TARGET, Duration::parse);
  }

  public Optional<String> find(Setting setting) {
    return Optional.ofNullable(values.get(setting)).or(setting::defaultValue);
  }

  private <T> T required(Setting setting, Function<String, T> parser) {
    String value =
        find(setting)
            .orElseThrow(
                () ->
                    new HeadgateException(
                        ExitCode.BAD_CONFIGURATION,
                        "Cannot read setting %s (%s): it is not set. %s"
                            .formatted(setting.key(), setting.description(), setting.remedy())));
    try {
      return Objects.requireNonNull(parser.apply(value));
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot read setting %s (%s): '%s' is not one. %s"
              .formatted(
                  setting.key(),
                  setting.description(),
                  setting.isSecret() ? "its value" : value,
                  setting.remedy()),
          e);
    }
  }

  /** Names only what is set: values may be secrets. */
  @Override
  public String toString() {
    return "Settings" + values.keySet();
  }
}
