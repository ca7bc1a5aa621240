package io.headgate.components;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadCacheTest {
  private static final String KEY = "0123456789abcdef";

  @TempDir Path folder;

  @Test
  void anInterruptedFillingIsNeverUsedAndStartsOver() throws Exception {
    DownloadCache cache = new DownloadCache(folder);
    assertThatThrownBy(
            () ->
                cache.entry(
                    "broker",
                    KEY,
                    aside -> {
                      Files.writeString(aside.resolve("half"), "x");
                      throw new IOException("connection reset");
                    }))
        .hasMessageContaining("connection reset");
    assertThat(folder.resolve("broker-0123456789ab")).doesNotExist();

    Path entry = cache.entry("broker", KEY, aside -> Files.writeString(aside.resolve("all"), "x"));
    assertThat(entry).isDirectoryContaining(file -> file.endsWith("all"));
    assertThat(entry.resolve("half")).doesNotExist();
  }

  @Test
  void twoAtOnceFillOnce() throws Exception {
    AtomicInteger fillings = new AtomicInteger();
    DownloadCache.Filling filling =
        aside -> {
          fillings.incrementAndGet();
          Files.writeString(aside.resolve("all"), "x");
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Path> one = threads.submit(() -> new DownloadCache(folder).entry("a", KEY, filling));
      Future<Path> two = threads.submit(() -> new DownloadCache(folder).entry("a", KEY, filling));
      assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo(two.get(10, TimeUnit.SECONDS));
    } finally {
      threads.shutdown();
    }
    assertThat(fillings).hasValue(1);
  }

  @Test
  void aFileThatIsNotWhatWasPinnedIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("server.tar.gz"), "something else");
    Artifact pinned = Artifact.named("trino-server");
    assertThatThrownBy(() -> Checksum.verify(file, pinned.sha256(), pinned.coordinates()))
        .isInstanceOf(ComponentException.class)
        .hasMessageStartingWith(
            "Cannot use the download of io.trino:trino-server-core:476:tar.gz: its SHA-256 is ")
        .hasMessageContaining("pinned is " + pinned.sha256());
  }

  @Test
  void aJarThatNobodyPinnedIsRefused() throws Exception {
    Files.writeString(folder.resolve("unasked.jar"), "x");
    assertThatThrownBy(() -> PinnedFiles.parse("").verify(folder))
        .isInstanceOf(ComponentException.class)
        .hasMessageContaining("[unasked.jar], pinned are []");
  }
}
