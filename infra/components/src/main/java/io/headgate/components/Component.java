package io.headgate.components;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A server that runs as a process of this machine: how it is started and when it serves. */
public interface Component {
  /** In lower case with hyphens; its log and its process record are named after it. */
  String name();

  /** Where a client finds it, for people to read. */
  String address();

  /** The loopback ports that it listens on. */
  List<Integer> ports();

  /** Fetches what it needs and writes its configuration; takes minutes on an empty cache. */
  Launch prepare() throws IOException, InterruptedException;

  /** Whether it serves now; answers within two seconds. */
  boolean answers();

  /** Makes it usable once it answers (users, databases); does nothing when that was done. */
  default void bootstrap() throws IOException, InterruptedException {}

  /** How long it may take to answer after its process has started. */
  default Duration patience() {
    return Duration.ofSeconds(90);
  }
}
