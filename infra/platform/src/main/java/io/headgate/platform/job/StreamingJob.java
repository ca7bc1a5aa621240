package io.headgate.platform.job;

/** A job that runs until it is told to stop. */
public interface StreamingJob extends Job {
  /**
   * Lets the batch in hand finish and makes {@link #run} return. Called at SIGTERM from another
   * thread, perhaps before {@link #run} has got anywhere.
   */
  void stop();
}
