package io.headgate.platform.s3;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Setting;
import io.headgate.platform.job.Settings;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.annotation.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An object store and who enters.
 *
 * @param endpoint its address, or null for AWS itself
 * @param region of its buckets
 * @param pathStyle whether a bucket is {@code endpoint/bucket}; else {@code bucket.endpoint}
 * @param keys what opens it, or null: then AWS's standard chain finds it (environment, profile,
 *     role of the machine or of the pod)
 */
public record ObjectStore(
    @Nullable URI endpoint, String region, boolean pathStyle, @Nullable Keys keys) {
  /** An access key. */
  public record Keys(String id, String secret) {
    public Keys {
      requireNonNull(id);
      requireNonNull(secret);
    }

    @Override
    public String toString() {
      return "Keys[…]";
    }
  }

  public ObjectStore {
    requireNonNull(region);
  }

  /** As the settings say; empty when nothing that they name is in an object store. */
  public static Optional<ObjectStore> of(Settings settings) {
    boolean needed =
        Stream.of(Setting.CATALOG_WAREHOUSE, Setting.STREAMS_CHECKPOINTS)
            .flatMap(setting -> settings.find(setting).stream())
            .anyMatch(S3Location::isMeant);
    return needed ? Optional.of(required(settings)) : Optional.empty();
  }

  private static ObjectStore required(Settings settings) {
    Optional<String> id = settings.find(Setting.S3_ACCESS_KEY_ID);
    Optional<String> secret = settings.find(Setting.S3_SECRET_ACCESS_KEY);
    if (id.isPresent() != secret.isPresent()) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot enter the object store: of %s and %s only one is set. Set both, or neither, and AWS's standard chain is asked."
              .formatted(Setting.S3_ACCESS_KEY_ID.key(), Setting.S3_SECRET_ACCESS_KEY.key()));
    }
    return new ObjectStore(
        settings.s3Endpoint().orElse(null),
        settings.s3Region(),
        settings.s3PathStyle(),
        id.map(given -> new Keys(given, secret.orElseThrow())).orElse(null));
  }

  /** Where it is, for people. */
  public String address() {
    return endpoint == null ? "AWS, region " + region : endpoint.toString();
  }

  /** A client, to be closed by the caller. */
  public S3Client client() {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.of(region))
        .forcePathStyle(pathStyle)
        .serviceConfiguration(configuration -> configuration.chunkedEncodingEnabled(chunked()))
        .credentialsProvider(credentials())
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  /** Other stores than AWS often do not know chunks with a checksum behind them. */
  private boolean chunked() {
    return endpoint == null;
  }

  private AwsCredentialsProvider credentials() {
    return keys == null
        ? DefaultCredentialsProvider.create()
        : StaticCredentialsProvider.create(AwsBasicCredentials.create(keys.id(), keys.secret()));
  }

  /** The properties of an Iceberg catalog whose files are here. */
  public Map<String, String> icebergProperties() {
    Map<String, String> properties = new HashMap<>();
    properties.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
    // The other factory wants the clients of Glue, KMS and DynamoDB too.
    properties.put(
        "s3.client-factory-impl", "org.apache.iceberg.aws.s3.DefaultS3FileIOAwsClientFactory");
    properties.put("http-client.type", "urlconnection");
    properties.put("client.region", region);
    properties.put("s3.path-style-access", Boolean.toString(pathStyle));
    properties.put("s3.chunked-encoding-enabled", Boolean.toString(chunked()));
    if (endpoint != null) {
      properties.put("s3.endpoint", endpoint.toString());
    }
    if (keys != null) {
      properties.put("s3.access-key-id", keys.id());
      properties.put("s3.secret-access-key", keys.secret());
    }
    return properties;
  }

  /** The properties of Hadoop's {@code s3a} file system, by which Spark keeps its checkpoints. */
  public Map<String, String> hadoopProperties() {
    Map<String, String> properties = new HashMap<>();
    properties.put("fs.s3a.endpoint.region", region);
    properties.put("fs.s3a.path.style.access", Boolean.toString(pathStyle));
    // Else each file written costs a request that deletes the marks of its folders.
    properties.put("fs.s3a.directory.marker.retention", "keep");
    if (endpoint != null) {
      properties.put("fs.s3a.endpoint", endpoint.toString());
      properties.put(
          "fs.s3a.connection.ssl.enabled", Boolean.toString(!"http".equals(endpoint.getScheme())));
    }
    if (keys == null) {
      properties.put(
          "fs.s3a.aws.credentials.provider",
          "com.amazonaws.auth.DefaultAWSCredentialsProviderChain");
    } else {
      properties.put("fs.s3a.access.key", keys.id());
      properties.put("fs.s3a.secret.key", keys.secret());
    }
    return properties;
  }
}
