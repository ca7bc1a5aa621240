package io.headgate.platform.batch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Identity of a run: same key, same result, so a repeat does nothing.
 *
 * @param value 64 hexadecimal digits
 */
public record RunKey(String value) {
  public RunKey {
    if (!value.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("Not a run key: " + value);
    }
  }

  /**
   * The key of a run.
   *
   * @param recipe how the rows are made
   * @param inputs for each input dataset the newest snapshot that changed data of the window
   */
  static RunKey of(String dataset, RunWindow window, Recipe recipe, Map<String, Long> inputs) {
    String identity =
        String.join(
            "\n",
            dataset,
            window.start().toString(),
            window.end().toString(),
            recipe.text(),
            new TreeMap<>(inputs).toString());
    return hashed(identity);
  }

  /**
   * The key under which the same rows are judged once more. A check that compares a window with
   * published ones before it may pass later with the same rows.
   */
  RunKey judgedAnew() {
    return hashed(value + "\njudged anew");
  }

  /** The key under which rows are made once more that something else than a run has changed. */
  RunKey remadeAfter(long snapshotId) {
    return hashed(value + "\nremade after " + snapshotId);
  }

  private static RunKey hashed(String identity) {
    return new RunKey(HexFormat.of().formatHex(sha256(identity)));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** The first digits, enough for a log line. */
  public String abbreviated() {
    return value.substring(0, 12);
  }

  @Override
  public String toString() {
    return value;
  }
}
