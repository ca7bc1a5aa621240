package io.headgate.platform.s3;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Fetches small objects of a folder as files of this machine, each with the time at which the
 * object was written.
 *
 * @param wanted what the names below the folder must match to be fetched
 */
public record BucketCopy(ObjectStore store, S3Location folder, Pattern wanted) {
  public BucketCopy {
    requireNonNull(store);
    requireNonNull(folder);
    requireNonNull(wanted);
  }

  /**
   * Fetches them.
   *
   * @param target an empty folder
   */
  public void into(Path target) throws IOException {
    try (S3Client client = store.client()) {
      Iterable<S3Object> objects =
          client
              .listObjectsV2Paginator(
                  request -> request.bucket(folder.bucket()).prefix(folder.prefix()))
              .contents();
      for (S3Object object : objects) {
        String name = object.key().substring(folder.prefix().length());
        if (wanted.matcher(name).matches()) {
          fetch(client, object, inside(target, name));
        }
      }
    } catch (SdkException e) {
      throw new HeadgateException(
          ExitCode.DEPENDENCY_DOWN,
          "Cannot read %s: %s. Check that the object store answers and lets this key in."
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  private void fetch(S3Client client, S3Object object, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(
        file,
        client
            .getObjectAsBytes(request -> request.bucket(folder.bucket()).key(object.key()))
            .asByteArrayUnsafe());
    Files.setLastModifiedTime(file, FileTime.from(object.lastModified()));
  }

  private static Path inside(Path target, String name) throws IOException {
    Path file = target.resolve(name).normalize();
    if (!file.startsWith(target)) {
      throw new IOException("Not a name below the folder: " + name);
    }
    return file;
  }
}
