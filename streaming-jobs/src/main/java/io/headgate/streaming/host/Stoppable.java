package io.headgate.streaming.host;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/** Something that runs until it is closed. */
interface Stoppable extends AutoCloseable {
  @Override
  void close();

  /** Closes all at the same time, so that one that takes long delays no other. */
  static void closeAll(Collection<? extends Stoppable> running) {
    CompletableFuture.allOf(
            running.stream()
                .map(each -> CompletableFuture.runAsync(each::close, Stoppable::onItsOwnThread))
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  private static void onItsOwnThread(Runnable task) {
    new Thread(task, "stop").start();
  }
}
