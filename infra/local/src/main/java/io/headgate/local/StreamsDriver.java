package io.headgate.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.components.Component;
import io.headgate.components.Downloads;
import io.headgate.components.Launch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The Spark driver that hosts the streaming queries of all applied pipelines.
 *
 * @param log where its output goes: it listens nowhere, so its log says that it is ready
 */
record StreamsDriver(Downloads downloads, StackLayout layout, Path log) implements Component {
  private static final String READY = "hosting pipelines=";
  private static final int BYTES_READ = 1 << 20;

  @Override
  public String name() {
    return "streams";
  }

  @Override
  public String address() {
    return "-";
  }

  @Override
  public List<Integer> ports() {
    return List.of();
  }

  @Override
  public Launch prepare() throws IOException, InterruptedException {
    SparkSubmit submit =
        SparkSubmit.of(
            layout, downloads, "streaming-jobs", "io.headgate.streaming.PipelineStreamsJob", 2);
    Files.createDirectories(layout.warehouse());
    Files.createDirectories(layout.checkpoints());
    return new Launch(
        submit.command(), submit.environment(), Files.createDirectories(layout.home("streams")));
  }

  @Override
  public boolean answers() {
    try (InputStream in = Files.newInputStream(log)) {
      return new String(in.readNBytes(BYTES_READ), UTF_8).contains(READY);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Duration patience() {
    return Duration.ofMinutes(2);
  }
}
