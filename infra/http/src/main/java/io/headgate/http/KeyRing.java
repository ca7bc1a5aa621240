package io.headgate.http;

import java.util.Optional;

/** The keys that a service lets in. */
public interface KeyRing {
  /** Who holds the key, if that can be said without asking anybody. */
  Optional<Caller> remembered(String key);

  /** Who holds the key; empty for one that is not in force. */
  Optional<Caller> find(String key);

  /** Is told of every request that came with a key. */
  void used(Caller caller);
}
