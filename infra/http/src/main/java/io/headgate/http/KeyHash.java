package io.headgate.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * How keys are made and kept. A key is 256 random bits, which nobody finds by trying; so SHA-256 is
 * enough for what is kept, where a password would need a hash that is slow on purpose.
 */
public final class KeyHash {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;

  /** So that people and scanners of repositories see what it is. */
  private static final String PREFIX = "hg_";

  private KeyHash() {}

  public static String newKey() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  public static byte[] of(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** A hash as the key of a map. */
  public static ByteBuffer comparable(byte[] hash) {
    return ByteBuffer.wrap(hash).asReadOnlyBuffer();
  }
}
