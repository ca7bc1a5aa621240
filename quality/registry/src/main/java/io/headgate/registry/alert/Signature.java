package io.headgate.registry.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shows a webhook's receiver that a body is ours and when it was sent: {@code t=<seconds since
 * 1970>,v1=<HMAC-SHA256 of "t.body" in hexadecimal>}.
 *
 * @param secret shared with the receivers; empty for no signature
 */
public record Signature(String secret) {
  public static final String HEADER = "X-Headgate-Signature";
  public static final Signature NONE = new Signature("");

  private static final String ALGORITHM = "HmacSHA256";

  /** The header's value; empty without a secret. */
  Optional<String> of(String body, Instant now) {
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM));
      long seconds = now.getEpochSecond();
      byte[] code = mac.doFinal((seconds + "." + body).getBytes(UTF_8));
      return Optional.of("t=%d,v1=%s".formatted(seconds, HexFormat.of().formatHex(code)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return secret.isEmpty() ? "no signature" : "signature";
  }
}
