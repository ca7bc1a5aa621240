package io.headgate.registry;

import io.headgate.components.Ports;
import io.headgate.testing.TestingPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * How the service is started as a process of its own, with the memory that the local stack gives
 * it.
 */
public final class RegistryProgram {
  /** The operator's. */
  public static final String KEY = TestingRegistry.KEY;

  private final Map<String, String> environment = new HashMap<>();
  private final File log;

  /** On the shared PostgreSQL and a free port; its output goes to a file in the folder. */
  public RegistryProgram(Path folder) throws IOException {
    this(folder, TestingPostgres.shared());
  }

  /** On a PostgreSQL that the caller closes. */
  public RegistryProgram(Path folder, TestingPostgres postgres) throws IOException {
    log = folder.resolve("log").toFile();
    set("HEADGATE_REGISTRY_PORT", Integer.toString(Ports.free()));
    set("HEADGATE_REGISTRY_JDBC_URL", postgres.jdbcUrl());
    set("HEADGATE_REGISTRY_DB_USER", TestingPostgres.REGISTRY_USER);
    set("HEADGATE_REGISTRY_DB_PASSWORD", postgres.registryPassword());
    set("HEADGATE_REGISTRY_API_KEY", TestingRegistry.KEY);
  }

  public void set(String variable, String value) {
    environment.put(variable, value);
  }

  public void unset(String variable) {
    environment.remove(variable);
  }

  public String url() {
    return "http://127.0.0.1:" + environment.get("HEADGATE_REGISTRY_PORT");
  }

  /** The caller ends it. */
  public Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            "io.headgate.registry.RegistryMain");
    builder.environment().keySet().removeIf(name -> name.startsWith("HEADGATE_"));
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  public String output() throws IOException {
    return Files.readString(log.toPath());
  }
}
