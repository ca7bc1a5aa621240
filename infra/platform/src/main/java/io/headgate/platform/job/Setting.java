package io.headgate.platform.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import javax.annotation.Nullable;

/** Every setting that a job knows; the one list behind flags, environment and file. */
public enum Setting {
  KAFKA_BOOTSTRAP_SERVERS("kafka.bootstrap-servers", "Kafka brokers, host:port[,host:port]"),
  REGISTRY_URL("registry.url", "address of the registry, http://host:port"),
  REGISTRY_API_KEY("registry.api-key", "key to the registry"),
  CATALOG_URL("catalog.url", "JDBC URL of the Iceberg catalog's PostgreSQL database"),
  CATALOG_USER("catalog.user", "PostgreSQL user of the catalog"),
  CATALOG_PASSWORD("catalog.password", "password of the catalog's user"),
  CATALOG_WAREHOUSE("catalog.warehouse", "URI of the folder that holds the tables"),
  S3_ENDPOINT("s3.endpoint", "address of the object store, http(s)://host[:port]"),
  S3_REGION("s3.region", "region of the object store's bucket", "us-east-1"),
  S3_PATH_STYLE("s3.path-style", "whether the bucket stands in the path, true or false", "false"),
  S3_ACCESS_KEY_ID("s3.access-key-id", "access key of the object store"),
  S3_SECRET_ACCESS_KEY("s3.secret-access-key", "secret of that access key"),
  CLICKHOUSE_URL("clickhouse.url", "JDBC URL of ClickHouse, jdbc:clickhouse:http://host:port"),
  CLICKHOUSE_USER("clickhouse.user", "ClickHouse user"),
  CLICKHOUSE_PASSWORD("clickhouse.password", "password of the ClickHouse user"),
  PII_HASH_KEY("pii.hash-key", "key of 32 or more characters, under which personal data is hashed"),
  REFERENCE_JDBC_URL("reference.jdbc-url", "JDBC URL of the database that references come from"),
  REFERENCE_USER("reference.user", "user of that database"),
  REFERENCE_PASSWORD("reference.password", "password of that user"),
  STREAMS_CHECKPOINTS("streams.checkpoints", "URI of the folder that holds the checkpoints"),
  STREAMS_TRIGGER_INTERVAL(
      "streams.trigger-interval", "time between micro-batches, ISO 8601 duration", "PT2S"),
  STREAMS_COMMIT_INTERVAL(
      "streams.commit-interval",
      "longest time that few events wait for others before raw commits them, ISO 8601 duration",
      "PT10S"),
  STREAMS_MAX_OFFSETS_PER_TRIGGER(
      "streams.max-offsets-per-trigger", "most records that one micro-batch reads", "4000000"),
  STREAMS_BATCH_TARGET(
      "streams.batch-target",
      "how long a micro-batch over a backlog should last, ISO 8601 duration",
      "PT10S");

  /** The setting that names the configuration file itself; environment only. */
  static final String CONFIG_VARIABLE = "HEADGATE_CONFIG";

  private final String key;
  private final String description;
  @Nullable private final String defaultValue;

  Setting(String key, String description) {
    this(key, description, null);
  }

  Setting(String key, String description, @Nullable String defaultValue) {
    this.key = key;
    this.description = description;
    this.defaultValue = defaultValue;
  }

  /** The key in the configuration file, for example {@code kafka.bootstrap-servers}. */
  public String key() {
    return key;
  }

  public String description() {
    return description;
  }

  /** For example {@code HEADGATE_KAFKA_BOOTSTRAP_SERVERS}. */
  public String variable() {
    return "HEADGATE_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** For example {@code --kafka-bootstrap-servers}. Secrets have none: every process sees flags. */
  public Optional<String> flag() {
    return isSecret() ? Optional.empty() : Optional.of("--" + key.replace('.', '-'));
  }

  public boolean isSecret() {
    return switch (this) {
      case REGISTRY_API_KEY,
          CATALOG_PASSWORD,
          S3_ACCESS_KEY_ID,
          S3_SECRET_ACCESS_KEY,
          CLICKHOUSE_PASSWORD,
          PII_HASH_KEY,
          REFERENCE_PASSWORD ->
          true;
      default -> false;
    };
  }

  public Optional<String> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }

  /** How a person gives this setting, in words. */
  String remedy() {
    return flag().map(flag -> "Give " + flag + ", set ").orElse("Set ")
        + variable()
        + ", or put "
        + key
        + " into the file that --config or "
        + CONFIG_VARIABLE
        + " names.";
  }
}
