package io.headgate.streaming.stage;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.job.Setting;
import io.headgate.platform.job.Settings;
import java.io.Serializable;
import javax.annotation.Nullable;

/**
 * Where writer schemas are read.
 *
 * @param url address of the registry
 * @param key its key, or null where anyone may read
 */
record RegistryAccess(String url, @Nullable String key) implements Serializable {
  RegistryAccess {
    requireNonNull(url);
  }

  static RegistryAccess of(Settings settings) {
    return new RegistryAccess(
        settings.registryUrl().toString(), settings.find(Setting.REGISTRY_API_KEY).orElse(null));
  }

  /** Without the key: plans are logged. */
  @Override
  public String toString() {
    return url;
  }
}
