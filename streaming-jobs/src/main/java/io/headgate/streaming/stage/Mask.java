package io.headgate.streaming.stage;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.PiiMethod;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.annotation.Nullable;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How the string in one slot is masked; travels to the tasks.
 *
 * @param slot where the string is
 * @param method not {@code DROP}, which leaves no slot
 * @param keep characters that {@code TRUNCATE} keeps
 * @param key of {@code HASH}, or null
 */
record Mask(int slot, PiiMethod method, int keep, @Nullable String key) implements Serializable {
  private static final String ALGORITHM = "HmacSHA256";
  private static final UTF8String REDACTED = UTF8String.fromString("***");
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  Mask {
    requireNonNull(method);
  }

  /** What one task does with the string. */
  @FunctionalInterface
  interface Open {
    UTF8String apply(UTF8String plain);
  }

  Open open() {
    return switch (method) {
      case REDACT -> plain -> REDACTED;
      case TRUNCATE -> plain -> plain.substring(0, keep);
      case HASH -> {
        Mac mac = mac();
        yield plain -> hexadecimal(mac.doFinal(plain.getBytes()));
      }
      case DROP -> throw new IllegalStateException("A dropped field has no slot");
    };
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(requireNonNull(key).getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JVM has " + ALGORITHM, e);
    }
  }

  private static UTF8String hexadecimal(byte[] bytes) {
    byte[] text = new byte[2 * bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      text[2 * i] = DIGITS[(bytes[i] >> 4) & 0xF];
      text[2 * i + 1] = DIGITS[bytes[i] & 0xF];
    }
    return UTF8String.fromBytes(text);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "Mask[slot=%d, method=%s]".formatted(slot, method);
  }
}
