package io.headgate.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.registry.Problem;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * Lets nobody change anything without a key, as {@code Authorization: Bearer <key>}, or as the
 * password of any user by HTTP Basic. Only hashes are kept.
 */
public final class ApiKeys {
  private static final String PLATFORM = "platform";
  private static final String BEARER = "Bearer ";
  private static final String BASIC = "Basic ";

  private final List<byte[]> hashes;

  private ApiKeys(List<byte[]> hashes) {
    this.hashes = hashes;
  }

  /** Stores the platform's key in place of its former one, and asks for it from now on. */
  public static void install(Javalin http, Jdbi jdbi, String platformKey, Clock clock) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO api_key (name, hash, created_at) VALUES (:name, :hash, :now)
                    ON CONFLICT (name) DO UPDATE SET
                      hash = excluded.hash, created_at = excluded.created_at
                    WHERE api_key.hash <> excluded.hash
                    """)
                .bind("name", PLATFORM)
                .bind("hash", hash(platformKey))
                .bind("now", clock.instant())
                .execute());
    List<byte[]> hashes =
        jdbi.withHandle(
            handle -> handle.createQuery("SELECT hash FROM api_key").mapTo(byte[].class).list());
    ApiKeys keys = new ApiKeys(hashes);
    http.beforeMatched(keys::demand);
  }

  private void demand(Context context) {
    if (context.method() == HandlerType.GET
        || context.method() == HandlerType.HEAD
        || context.routeRoles().contains(Access.OPEN)) {
      return;
    }
    if (presented(context.header("Authorization")).filter(this::accepts).isEmpty()) {
      context.header("WWW-Authenticate", "Bearer realm=\"registry\", Basic realm=\"registry\"");
      throw new Problem(
          401,
          "Key needed",
          "This call changes something and needs the registry's key."
              + " Send 'Authorization: Bearer <registry.api-key>'.",
          Map.of());
    }
  }

  private boolean accepts(String key) {
    byte[] presented = hash(key);
    boolean accepted = false;
    for (byte[] known : hashes) {
      // No early exit: the time must not tell which key came close.
      accepted |= MessageDigest.isEqual(known, presented);
    }
    return accepted;
  }

  private static Optional<String> presented(String header) {
    if (header == null) {
      return Optional.empty();
    }
    if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.of(header.substring(BEARER.length()).trim());
    }
    if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return password(header.substring(BASIC.length()).trim());
    }
    return Optional.empty();
  }

  private static Optional<String> password(String credentials) {
    try {
      String decoded = new String(Base64.getDecoder().decode(credentials), UTF_8);
      int colon = decoded.indexOf(':');
      return colon < 0 ? Optional.empty() : Optional.of(decoded.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
