package io.headgate.bench.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The mask {@code hash}: HMAC-SHA256 under the stack's key, in hexadecimal. */
final class KeyedHash {
  private KeyedHash() {}

  /** Masks texts; null stays null. Not thread-safe. */
  static Function<Object, Object> of(String key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
      return value ->
          value == null
              ? null
              : HexFormat.of().formatHex(mac.doFinal(value.toString().getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HmacSHA256", e);
    }
  }
}
