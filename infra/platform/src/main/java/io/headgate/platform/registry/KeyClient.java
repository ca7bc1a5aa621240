package io.headgate.platform.registry;

import static io.headgate.platform.registry.RegistryCalls.segment;

import io.headgate.platform.registry.RegistryCalls.ListPage;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;

/** Keys of the registry. Errors are those of {@link RegistryClient}. */
public final class KeyClient {
  private final RegistryCalls calls;

  KeyClient(RegistryCalls calls) {
    this.calls = calls;
  }

  /** Makes a key; the answer is the only one that has it. */
  public ApiKey.Issued create(String name, String role) {
    record Making(String name, String role) {}
    return calls.post("make key " + name, "/v1/keys", new Making(name, role), ApiKey.Issued.class);
  }

  /** All keys by name, also those that were revoked. */
  public List<ApiKey> all() {
    record Page(List<ApiKey> keys, @Nullable String nextCursor) implements ListPage<ApiKey> {
      @Override
      public List<ApiKey> entries() {
        return keys;
      }
    }
    return calls.all("read the keys", "/v1/keys", Page.class);
  }

  /**
   * Who holds a key; empty for one that is not in force.
   *
   * @param hash SHA-256 of the key
   */
  public Optional<ApiKey.Holder> inForce(byte[] hash) {
    return calls.get(
        "look up a key",
        "/v1/keys/in-force/" + HexFormat.of().formatHex(hash),
        ApiKey.Holder.class);
  }

  /** Takes a key out of force for ever. */
  public ApiKey revoke(String name) {
    return calls.delete("revoke key " + name, "/v1/keys/" + segment(name), ApiKey.class);
  }
}
