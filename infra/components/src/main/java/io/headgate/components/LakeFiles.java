package io.headgate.components;

import static java.util.Objects.requireNonNull;

import javax.annotation.Nullable;

/**
 * Where Trino finds the lake's files.
 *
 * @param warehouse URI of the lake's folder, {@code file:///...} or {@code s3://...}
 * @param bucket how it enters the object store, or null for a folder on this machine
 */
public record LakeFiles(String warehouse, @Nullable Bucket bucket) {
  /** An object store that has buckets in the path. */
  public record Bucket(String endpoint, String region, String accessKeyId, String secretAccessKey) {
    public Bucket {
      requireNonNull(endpoint);
      requireNonNull(region);
      requireNonNull(accessKeyId);
      requireNonNull(secretAccessKey);
    }

    @Override
    public String toString() {
      return "Bucket[" + endpoint + "]";
    }
  }

  public LakeFiles {
    requireNonNull(warehouse);
  }

  /** Files of this machine. */
  public static LakeFiles local(String warehouse) {
    return new LakeFiles(warehouse, null);
  }

  /** Lines of a Trino catalog's file; none is a secret. */
  String trinoProperties() {
    return bucket == null
        ? "fs.native-local.enabled=true\nlocal.location=/"
        : """
          fs.native-s3.enabled=true
          s3.endpoint=%s
          s3.region=%s
          s3.path-style-access=true
          s3.aws-access-key=${ENV:HEADGATE_S3_ACCESS_KEY_ID}
          s3.aws-secret-key=${ENV:HEADGATE_S3_SECRET_ACCESS_KEY}"""
            .formatted(bucket.endpoint(), bucket.region());
  }
}
