package io.headgate.platform.registry;

import static io.headgate.platform.registry.RegistryCalls.segment;

import java.util.List;

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
    record Answer(List<ApiKey> keys) {}
    return calls.find("read the keys", "/v1/keys", Answer.class).keys();
  }

  /** Takes a key out of force for ever. */
  public ApiKey revoke(String name) {
    return calls.delete("revoke key " + name, "/v1/keys/" + segment(name), ApiKey.class);
  }
}
