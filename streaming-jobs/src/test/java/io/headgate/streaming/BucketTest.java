package io.headgate.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.OutboxFolder;
import io.headgate.platform.s3.BucketCheck;
import io.headgate.platform.s3.BucketOutbox;
import io.headgate.platform.s3.ObjectStore;
import io.headgate.testing.TestingObjectStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.internal.io.cloud.AbortableStreamBasedCheckpointFileManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

class BucketTest {
  private static final Instant COMMIT = Instant.parse("2026-11-12T10:00:00Z");
  private static TestingObjectStore server;

  @BeforeAll
  static void start() {
    server = new TestingObjectStore();
    try (S3Client client = store(Map.of()).client()) {
      client.createBucket(request -> request.bucket(TestingObjectStore.BUCKET));
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aBucketThatCanBeListedPasses() {
    check(Map.of()).require();
  }

  @Test
  void aWrongSecretIsToldWithTheSettingsToCorrect() {
    assertThatThrownBy(check(Map.of("s3.secret-access-key", "wrong"))::require)
        .isInstanceOf(HeadgateException.class)
        .hasMessage(
            "Cannot use s3://headgate/warehouse (catalog.warehouse): the object store at %s was asked, and it does not take the access key (SignatureDoesNotMatch). Correct s3.access-key-id and s3.secret-access-key."
                .formatted(server.endpoint()));
  }

  @Test
  void anUnknownKeyIsToldWithTheSettingsToCorrect() {
    assertThatThrownBy(check(Map.of("s3.access-key-id", "nobody"))::require)
        .hasMessageEndingWith(
            "it does not take the access key (InvalidAccessKeyId). Correct s3.access-key-id and s3.secret-access-key.");
  }

  @Test
  void aMissingBucketIsNamed() {
    assertThatThrownBy(check(Map.of("catalog.warehouse", "s3://elsewhere/lake"))::require)
        .hasMessage(
            "Cannot use s3://elsewhere/lake (catalog.warehouse): the object store at %s was asked, and it has no bucket elsewhere. Make the bucket, or correct catalog.warehouse."
                .formatted(server.endpoint()));
  }

  @Test
  void aStoreThatDoesNotAnswerIsADependencyThatIsDown() {
    assertThatThrownBy(check(Map.of("s3.endpoint", "http://127.0.0.1:1"))::require)
        .hasMessageContaining("the object store at http://127.0.0.1:1 does not answer")
        .extracting(failure -> ((HeadgateException) failure).exitCode())
        .isEqualTo(ExitCode.DEPENDENCY_DOWN);
  }

  @Test
  void halfAKeyIsRefused() {
    Map<String, String> half = new HashMap<>(settings(Map.of()));
    half.remove("s3.secret-access-key");
    assertThatThrownBy(() -> ObjectStore.of(Settings.of(half)))
        .hasMessage(
            "Cannot enter the object store: of s3.access-key-id and s3.secret-access-key only one is set. Set both, or neither, and AWS's standard chain is asked.");
  }

  @Test
  void theSchemeOfHadoopIsRefusedAsNoneOfOurs() {
    assertThatThrownBy(check(Map.of("catalog.warehouse", "s3a://headgate/lake"))::require)
        .hasMessage(
            "Cannot use catalog.warehouse 's3a://headgate/lake': a folder in a bucket is s3://bucket/path. Correct catalog.warehouse.");
  }

  @Test
  void ledgerRowsWaitInTheBucketInTheOrderOfTheirCommits() {
    OutboxFolder outbox = outbox("order");
    LedgerRow later = row(0, COMMIT.plusSeconds(2));
    LedgerRow earlier = row(10, COMMIT);
    outbox.put(later);
    outbox.put(earlier);
    outbox.put(earlier);

    assertThat(outbox.waiting()).extracting(outbox::read).containsExactly(earlier, later);
    outbox.remove(outbox.waiting().get(0));
    assertThat(outbox.waiting()).extracting(outbox::read).containsExactly(later);
  }

  @Test
  void aRowSetAsideInTheBucketWaitsNoLongerAndIsNotLost() {
    OutboxFolder outbox = outbox("aside");
    LedgerRow row = row(1, COMMIT);
    outbox.put(row);

    String aside = outbox.setAside(outbox.waiting().get(0));

    assertThat(outbox.waiting()).isEmpty();
    assertThat(outbox.read(aside)).isEqualTo(row);
  }

  @Test
  void aCheckpointFileInTheBucketIsWrittenWholeAndReplaced() {
    Configuration hadoop = new Configuration();
    store(Map.of()).hadoopProperties().forEach(hadoop::set);
    hadoop.set(
        "spark.sql.streaming.checkpointFileManagerClass",
        AbortableStreamBasedCheckpointFileManager.class.getName());
    String folder = StreamCheckpoints.hadoop("s3://headgate/checkpoints/raw-ingest/flights");
    CheckpointFile file = new CheckpointFile(folder, "driver", hadoop);

    assertThat(file.read()).isEmpty();
    file.write("one");
    file.write("two");
    assertThat(new CheckpointFile(folder, "driver", hadoop).read()).contains("two");
  }

  private static OutboxFolder outbox(String name) {
    return new BucketOutbox(
        store(Map.of()), "streams.checkpoints", "s3://headgate/checkpoints/outbox/" + name);
  }

  private static BucketCheck check(Map<String, String> changed) {
    return new BucketCheck(
        store(changed), "catalog.warehouse", settings(changed).get("catalog.warehouse"));
  }

  private static ObjectStore store(Map<String, String> changed) {
    return ObjectStore.of(Settings.of(settings(changed))).orElseThrow();
  }

  private static Map<String, String> settings(Map<String, String> changed) {
    Map<String, String> settings = new HashMap<>();
    settings.put("catalog.warehouse", "s3://headgate/warehouse");
    settings.put("s3.endpoint", server.endpoint());
    settings.put("s3.path-style", "true");
    settings.put("s3.access-key-id", TestingObjectStore.ACCESS_KEY_ID);
    settings.put("s3.secret-access-key", TestingObjectStore.SECRET_ACCESS_KEY);
    settings.putAll(changed);
    return settings;
  }

  private static LedgerRow row(long epoch, Instant committedAt) {
    return new LedgerRow(
        "raw-ingest:flights",
        "query",
        epoch,
        "raw.flights",
        "flights",
        1,
        List.of(new LedgerRow.OffsetRange("aviation.departure.v1", 0, 0, 10)),
        10,
        9,
        1,
        Map.of("event_date=2026-11-12", 9L),
        5L,
        committedAt,
        null,
        committedAt.minusSeconds(1),
        committedAt);
  }
}
