package io.headgate.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;
import javax.annotation.Nullable;

/** The key in a request: a bearer token, or the password of any user by HTTP Basic. */
final class PresentedKey {
  private static final String BEARER = "Bearer ";
  private static final String BASIC = "Basic ";

  private PresentedKey() {}

  /**
   * Reads a header {@code Authorization}.
   *
   * @return empty without a header; an empty text for one that carries no key
   */
  static Optional<String> of(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.of(header.substring(BEARER.length()).trim());
    }
    if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return Optional.of(password(header.substring(BASIC.length()).trim()));
    }
    return Optional.of("");
  }

  private static String password(String credentials) {
    try {
      String decoded = new String(Base64.getDecoder().decode(credentials), UTF_8);
      return decoded.substring(decoded.indexOf(':') + 1);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
