package io.headgate.platform.s3;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.OutboxFolder;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Ledger rows as objects. A put is whole or not there and seen by the next list, so that nothing
 * else is needed to keep them as safe as files.
 */
public final class BucketOutbox implements OutboxFolder {
  private final S3Location folder;
  private final S3Client client;

  /**
   * @param store which has the folder
   * @param setting the key that names the folder, for errors
   * @param uri of a folder of this query alone
   */
  public BucketOutbox(ObjectStore store, String setting, String uri) {
    this.folder = S3Location.parse(setting, uri);
    this.client = store.client();
  }

  @Override
  public void put(LedgerRow row) {
    call(
        () ->
            client.putObject(
                request -> request.bucket(folder.bucket()).key(key(OutboxFolder.name(row))),
                RequestBody.fromString(Json.write(row))));
  }

  @Override
  public List<String> waiting() {
    return call(
        () ->
            client
                .listObjectsV2Paginator(
                    request ->
                        request.bucket(folder.bucket()).prefix(folder.prefix()).delimiter("/"))
                .contents()
                .stream()
                .map(S3Object::key)
                .filter(key -> key.endsWith(SUFFIX))
                .map(key -> key.substring(folder.prefix().length()))
                .sorted()
                .toList());
  }

  @Override
  public LedgerRow read(String name) {
    String text =
        call(
            () ->
                client
                    .getObjectAsBytes(request -> request.bucket(folder.bucket()).key(key(name)))
                    .asUtf8String());
    try {
      return Json.MAPPER.readValue(text, LedgerRow.class);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void remove(String name) {
    call(() -> client.deleteObject(request -> request.bucket(folder.bucket()).key(key(name))));
  }

  /** Killed between the two requests, the row is there twice; the registry refuses it again. */
  @Override
  public String setAside(String name) {
    String aside = REFUSED + "/" + name;
    call(
        () ->
            client.copyObject(
                request ->
                    request
                        .sourceBucket(folder.bucket())
                        .sourceKey(key(name))
                        .destinationBucket(folder.bucket())
                        .destinationKey(key(aside))));
    remove(name);
    return aside;
  }

  private String key(String name) {
    return folder.prefix() + name;
  }

  private <T> T call(Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  private HeadgateException failure(Exception e) {
    return new HeadgateException(
        ExitCode.DEPENDENCY_DOWN,
        "Cannot keep ledger rows in %s: %s. Check that the object store answers and lets this key in."
            .formatted(folder, e.getMessage()),
        e);
  }
}
