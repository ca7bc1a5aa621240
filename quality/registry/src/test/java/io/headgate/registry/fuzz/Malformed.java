package io.headgate.registry.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** One request as it goes over the wire. */
final class Malformed {
  private static final int SHOWN = 2_000;

  private final byte[] bytes;
  private final boolean isFramed;
  private final boolean isHead;

  /**
   * Takes the bytes as they are.
   *
   * @param isFramed whether a server can tell where it ends; of others it learns by the end of the
   *     connection
   * @param isHead whether an answer has no body whatever its length says
   */
  Malformed(byte[] bytes, boolean isFramed, boolean isHead) {
    this.bytes = bytes;
    this.isFramed = isFramed;
    this.isHead = isHead;
  }

  byte[] bytes() {
    return bytes;
  }

  boolean isFramed() {
    return isFramed;
  }

  boolean isHead() {
    return isHead;
  }

  /** Its beginning, for a message. */
  @Override
  public String toString() {
    return new String(bytes, 0, Math.min(bytes.length, SHOWN), ISO_8859_1);
  }
}
