package io.headgate.local.deadletters;

/** Is told how far a long step has come. */
@FunctionalInterface
public interface Progress {
  void at(long done, long of);
}
