package io.headgate.bench.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointSizeTest {
  private static final Duration TRIGGER = Duration.ofSeconds(2);

  @TempDir private Path root;

  @Test
  void logsAndStatesThatAreCleanedAreBounded() throws IOException {
    fill("aggregate/p/a/offsets", 101);
    fill("aggregate/p/a/commits", 100);
    fill("aggregate/p/a/state/0/0", 480);

    CheckpointSize size = CheckpointSize.of(root, TRIGGER);

    assertThat(size).isEqualTo(new CheckpointSize(101, 480, 480));
    assertThat(size.bounded()).isTrue();
  }

  @Test
  void logThatIsNeverCleanedIsNotBounded() throws IOException {
    fill("raw-ingest/p/commits", 111);

    assertThat(CheckpointSize.of(root, TRIGGER).bounded()).isFalse();
  }

  @Test
  void stateThatIsNeverCleanedIsNotBounded() throws IOException {
    fill("aggregate/p/a/state/0/1", 481);

    assertThat(CheckpointSize.of(root, TRIGGER).bounded()).isFalse();
  }

  private void fill(String folder, int files) throws IOException {
    Path path = Files.createDirectories(root.resolve(folder));
    for (int i = 0; i < files; i++) {
      Files.writeString(path.resolve(Integer.toString(i)), "");
      Files.writeString(path.resolve("." + i + ".crc"), "");
    }
  }
}
