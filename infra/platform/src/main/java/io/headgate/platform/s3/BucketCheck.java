package io.headgate.platform.s3;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Asks a bucket for one name in a folder before work begins, so that a wrong key, region or bucket
 * is told as that and not as what it leads to in the middle of a commit.
 *
 * @param setting the key that names the folder
 * @param uri its value
 */
public record BucketCheck(ObjectStore store, String setting, String uri) {
  public BucketCheck {
    requireNonNull(store);
    requireNonNull(setting);
    requireNonNull(uri);
  }

  /**
   * Returns when the folder can be listed.
   *
   * @throws HeadgateException which names what is wrong, and what to do
   */
  public void require() {
    S3Location folder = S3Location.parse(setting, uri);
    try (S3Client client = store.client()) {
      client.listObjectsV2(
          request -> request.bucket(folder.bucket()).prefix(folder.prefix()).maxKeys(1));
    } catch (S3Exception e) {
      throw refused(folder, e);
    } catch (SdkClientException e) {
      throw unreachable(e);
    }
  }

  private HeadgateException refused(S3Location folder, S3Exception e) {
    AwsErrorDetails details = e.awsErrorDetails();
    String code = details == null || details.errorCode() == null ? "" : details.errorCode();
    return switch (code) {
      case "NoSuchBucket" ->
          wrong(
              "it has no bucket " + folder.bucket(),
              "Make the bucket, or correct " + setting + ".",
              e);
      case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken" ->
          wrong(
              "it does not take the access key (%s)".formatted(code),
              store.keys() == null
                  ? "Correct the credentials that AWS's standard chain finds (AWS_ACCESS_KEY_ID, profile, role), or set s3.access-key-id and s3.secret-access-key."
                  : "Correct s3.access-key-id and s3.secret-access-key.",
              e);
      case "AccessDenied", "AllAccessDisabled" ->
          wrong(
              "the access key may not list bucket " + folder.bucket(),
              "Allow it s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject there.",
              e);
      case "PermanentRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException" ->
          wrong(
              "bucket %s is not in region %s".formatted(folder.bucket(), store.region()),
              "Correct s3.region.",
              e);
      default ->
          e.statusCode() >= 500
              ? new HeadgateException(
                  ExitCode.DEPENDENCY_DOWN,
                  "Cannot use %s (%s): the object store at %s answers %d %s. Wait, or ask who runs it."
                      .formatted(uri, setting, store.address(), e.statusCode(), code),
                  e)
              : wrong(
                  "it answers %d %s".formatted(e.statusCode(), code),
                  "Check s3.endpoint, s3.region and s3.path-style.",
                  e);
    };
  }

  private HeadgateException unreachable(SdkClientException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Unable to load credentials")) {
      return wrong(
          "there are no credentials for it",
          "Set s3.access-key-id and s3.secret-access-key, or what AWS's standard chain reads (AWS_ACCESS_KEY_ID, a profile, a role).",
          e);
    }
    return new HeadgateException(
        ExitCode.DEPENDENCY_DOWN,
        "Cannot use %s (%s): the object store at %s does not answer (%s). Check that it runs, and s3.endpoint."
            .formatted(uri, setting, store.address(), message.lines().findFirst().orElse("")),
        e);
  }

  private HeadgateException wrong(String what, String remedy, Exception cause) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot use %s (%s): the object store at %s was asked, and %s. %s"
            .formatted(uri, setting, store.address(), what, remedy),
        cause);
  }
}
