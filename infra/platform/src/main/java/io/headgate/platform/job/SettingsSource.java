package io.headgate.platform.job;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.annotation.Nullable;

/** Reads {@link Settings}: a flag beats the environment, that beats the file, that the default. */
public final class SettingsSource {
  /** Keys of the local stack share its file; jobs do not read them. */
  private static final String STACK_PREFIX = "stack.";

  private final Map<String, String> environment;

  public SettingsSource(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Reads the settings of this process.
   *
   * @param flags values given by flag
   * @param config the file that {@code --config} names, or null: then {@code HEADGATE_CONFIG} names
   *     it, and without that there is none
   * @throws HeadgateException when the file cannot be read or has an unknown key
   */
  public Settings read(Map<Setting, String> flags, @Nullable Path config) {
    Optional<Path> file =
        Optional.ofNullable(config)
            .or(() -> variable(Setting.CONFIG_VARIABLE).map(name -> Path.of(name)));
    return file.map(path -> from(properties(path), "configuration file " + path, flags))
        .orElseGet(() -> from(Map.of(), "no file", flags));
  }

  Settings from(Map<String, String> keys, String origin, Map<Setting, String> flags) {
    rejectUnknown(keys, origin);
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      Optional.ofNullable(flags.get(setting))
          .or(() -> variable(setting.variable()))
          .or(() -> Optional.ofNullable(keys.get(setting.key())))
          .ifPresent(value -> values.put(setting, value));
    }
    return new Settings(values);
  }

  private static void rejectUnknown(Map<String, String> keys, String origin) {
    var unknown = new TreeSet<String>();
    for (String key : keys.keySet()) {
      if (!key.startsWith(STACK_PREFIX) && Setting.ofKey(key).isEmpty()) {
        unknown.add(key);
      }
    }
    if (!unknown.isEmpty()) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot use %s: unknown keys %s. Remove them, or correct them to one of %s."
              .formatted(origin, String.join(", ", unknown), knownKeys()));
    }
  }

  private static String knownKeys() {
    var keys = new TreeSet<String>();
    for (Setting setting : Setting.values()) {
      keys.add(setting.key());
    }
    return String.join(", ", keys);
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  private static Map<String, String> properties(Path file) {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot read configuration file %s: %s. Correct --config or %s, or make it readable."
              .formatted(file, e, Setting.CONFIG_VARIABLE),
          e);
    }
    var keys = new TreeMap<String, String>();
    properties.stringPropertyNames().forEach(key -> keys.put(key, properties.getProperty(key)));
    return keys;
  }
}
