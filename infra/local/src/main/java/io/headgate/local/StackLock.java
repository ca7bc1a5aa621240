package io.headgate.local;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Lets one command at a time start or stop a stack. */
final class StackLock implements AutoCloseable {
  private final FileChannel channel;
  private final FileLock lock;

  private StackLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  static StackLock take(StackLayout layout) throws IOException {
    Path file = Files.createDirectories(layout.state().resolve("run")).resolve("lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new HeadgateException(
          ExitCode.NOT_READY,
          "Cannot start or stop the stack in %s: another headgate command does so now. Wait until it is done."
              .formatted(layout.state()));
    }
    return new StackLock(channel, lock);
  }

  void held() {
    if (!lock.isValid()) {
      throw new IllegalStateException("The lock of the stack was lost");
    }
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }
}
