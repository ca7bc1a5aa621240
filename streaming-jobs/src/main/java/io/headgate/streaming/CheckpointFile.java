package io.headgate.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.CheckpointFileManager;
import org.apache.spark.sql.execution.streaming.CheckpointFileManager.CancellableFSDataOutputStream;

/** A small text that is kept beside what Spark keeps of a query; it is written whole or not. */
public final class CheckpointFile {
  private final Path path;
  private final CheckpointFileManager files;

  /**
   * @param folder URI of the query's checkpoint folder; made when it is not there
   */
  public CheckpointFile(String folder, String name, Configuration hadoop) {
    Path parent = new Path(folder);
    this.path = new Path(parent, name);
    this.files = CheckpointFileManager.create(parent, hadoop);
    files.mkdirs(parent);
  }

  /** Its path, for texts to people. */
  @Override
  public String toString() {
    return path.toString();
  }

  public Optional<String> read() {
    try (FSDataInputStream in = files.open(path)) {
      return Optional.of(new String(in.readAllBytes(), UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure("read", e);
    }
  }

  /** Puts the text in the place of what is there. */
  public void write(String text) {
    CancellableFSDataOutputStream out = files.createAtomic(path, true);
    try {
      out.write(text.getBytes(UTF_8));
      out.close();
    } catch (IOException e) {
      out.cancel();
      throw failure("write", e);
    }
  }

  private HeadgateException failure(String verb, IOException cause) {
    return new HeadgateException(
        ExitCode.DEPENDENCY_DOWN,
        "Cannot %s %s: %s. Check the space and the rights of the checkpoint folder."
            .formatted(verb, path, cause.getMessage()),
        cause);
  }
}
