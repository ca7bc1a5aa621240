package io.headgate.registry.http;

import io.headgate.http.Caller;
import io.headgate.http.KeyHash;
import io.headgate.http.Problem;
import io.headgate.http.Role;
import io.headgate.platform.registry.ApiKey;
import io.headgate.registry.store.ApiKeys;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** The keys of people and programs. */
public final class KeysResource {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final List<Role> ROLES =
      Arrays.stream(Role.values()).filter(role -> role != Role.ANYONE).toList();

  private final ApiKeys keys;
  private final KnownKeys known;

  public KeysResource(ApiKeys keys, KnownKeys known) {
    this.keys = keys;
    this.known = known;
  }

  /** A key that somebody asks for. */
  public record KeyRequest(String name, String role) {}

  public void install(Javalin http) {
    http.post("/v1/keys", this::create, Role.OPERATOR);
    http.get("/v1/keys", this::list, Role.OPERATOR);
    http.get("/v1/keys/in-force/{sha256}", this::inForce, Role.OPERATOR);
    http.delete("/v1/keys/{name}", this::revoke, Role.OPERATOR);
  }

  private void create(Context context) {
    KeyRequest request = Requests.body(context, KeyRequest.class);
    if (!NAME.matcher(request.name()).matches()) {
      throw Problem.badRequest(
          "'%s' is no name for a key. Send up to 63 lower-case letters, digits, dots, dashes and underscores."
              .formatted(request.name()));
    }
    Role role =
        KnownKeys.role(request.role())
            .filter(ROLES::contains)
            .orElseThrow(
                () ->
                    Problem.badRequest(
                        "'%s' is no role. Send one of %s.".formatted(request.role(), ROLES)));
    String key = KeyHash.newKey();
    ApiKey made =
        keys.create(request.name(), role.name(), KeyHash.of(key), Caller.of(context).name());
    // A key is shown to the one who asked, and kept by nobody in between.
    context.header("Cache-Control", "no-store");
    context.status(201).json(new ApiKey.Issued(made.name(), made.role(), key));
  }

  private void list(Context context) {
    Page page = Page.of(context);
    context.json(page.answer("keys", keys.page(page.cursor(), page.fetch()), ApiKey::name));
  }

  /** For services of the platform, which let in the holders of the same keys. */
  private void inForce(Context context) {
    byte[] hash;
    try {
      hash = HexFormat.of().parseHex(context.pathParam("sha256"));
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("A key is looked up by its SHA-256 in hexadecimal. Send that.");
    }
    Caller holder =
        known.holder(hash).orElseThrow(() -> Problem.notFound("No key in force has this SHA-256."));
    known.used(holder);
    context.json(new ApiKey.Holder(holder.name(), holder.role().name()));
  }

  private void revoke(Context context) {
    ApiKey revoked = keys.revoke(context.pathParam("name"), Caller.of(context).name());
    known.forget();
    context.json(revoked);
  }
}
