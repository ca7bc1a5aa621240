package io.headgate.batch.ledger;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.job.Setting;
import io.headgate.platform.job.Settings;
import io.headgate.platform.s3.BucketCopy;
import io.headgate.platform.s3.ObjectStore;
import io.headgate.platform.s3.S3Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the checkpoints of the streams say about batches, in a folder of this machine: the
 * checkpoints themselves, or what was fetched of them from a bucket.
 *
 * @param folder URI of the folder
 * @param fetched whether it goes when this is closed
 */
public record StreamLogs(URI folder, boolean fetched) implements AutoCloseable {
  private static final Pattern SAID =
      Pattern.compile("(raw-ingest|aggregate)/.*(/metadata|/(offsets|commits)/\\d+|/sources/0/0)");

  public StreamLogs {
    requireNonNull(folder);
  }

  /** As the settings say. */
  public static StreamLogs of(Settings settings) throws IOException {
    URI checkpoints = settings.streamsCheckpoints();
    if (!S3Location.isMeant(checkpoints.toString())) {
      return new StreamLogs(checkpoints, false);
    }
    Path folder = Files.createTempDirectory("headgate-checkpoints-");
    new BucketCopy(
            ObjectStore.of(settings).orElseThrow(),
            S3Location.parse(Setting.STREAMS_CHECKPOINTS.key(), checkpoints.toString()),
            SAID)
        .into(folder);
    return new StreamLogs(folder.toUri(), true);
  }

  @Override
  public void close() {
    if (!fetched) {
      return;
    }
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
