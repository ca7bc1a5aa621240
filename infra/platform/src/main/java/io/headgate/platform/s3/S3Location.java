package io.headgate.platform.s3;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.net.URI;
import javax.annotation.Nullable;

/**
 * A folder in a bucket.
 *
 * @param bucket its name
 * @param prefix first part of the keys of all that is in the folder; empty, or ends with a slash
 */
public record S3Location(String bucket, String prefix) {
  private static final String SCHEME = "s3";

  public S3Location {
    requireNonNull(bucket);
    requireNonNull(prefix);
  }

  /** Whether a URI names a folder in a bucket; {@code s3a} and {@code s3n} count as meant so. */
  public static boolean isMeant(String uri) {
    return uri.matches("s3[an]?:.*");
  }

  /**
   * Takes {@code s3://bucket/path} apart.
   *
   * @param setting the key that has the value, for the error
   * @throws HeadgateException when it is no such URI
   */
  public static S3Location parse(String setting, String text) {
    try {
      URI uri = URI.create(text);
      if (SCHEME.equals(uri.getScheme()) && uri.getAuthority() != null) {
        String path = uri.getPath().replaceAll("^/+|/+$", "");
        return new S3Location(uri.getAuthority(), path.isEmpty() ? "" : path + "/");
      }
    } catch (IllegalArgumentException e) {
      throw malformed(setting, text, e);
    }
    throw malformed(setting, text, null);
  }

  private static HeadgateException malformed(
      String setting, String text, @Nullable Exception cause) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot use %s '%s': a folder in a bucket is s3://bucket/path. Correct %s."
            .formatted(setting, text, setting),
        cause);
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}
