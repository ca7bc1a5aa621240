package io.headgate.components;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * The ClickHouse server, carried by a Python process that loads its engine. User {@code lake} may
 * do anything, user {@code analyst} reads database {@code analyst} only.
 */
public record ClickHouseServer(
    Downloads downloads,
    Path home,
    int httpPort,
    int tcpPort,
    String lakePassword,
    String analystPassword)
    implements Component {
  @Override
  public String name() {
    return "clickhouse";
  }

  @Override
  public String address() {
    return "http://127.0.0.1:" + httpPort;
  }

  @Override
  public List<Integer> ports() {
    return List.of(httpPort, tcpPort);
  }

  @Override
  public Launch prepare() throws IOException, InterruptedException {
    Path engine = downloads.unpacked("clickhouse").resolve("package").resolve("libchdb.so");
    Path data = Files.createDirectories(home.resolve("data"));
    Path server =
        Files.writeString(home.resolve("server.py"), Resources.text("clickhouse/server.py"));
    Path users = home.resolve("users.xml");
    Files.deleteIfExists(users);
    Files.createFile(
        users, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        users,
        Resources.template(
            "clickhouse/users.xml",
            Map.of(
                "LAKE_PASSWORD_SHA256", sha256(lakePassword),
                "ANALYST_PASSWORD_SHA256", sha256(analystPassword))));
    Path config =
        Files.writeString(
            home.resolve("config.xml"),
            Resources.template(
                "clickhouse/config.xml",
                Map.of("DATA", data, "HOME", home, "HTTP_PORT", httpPort, "TCP_PORT", tcpPort)));
    return new Launch(
        List.of("python3", server.toString(), engine.toString(), config.toString()),
        Map.of(),
        home);
  }

  private static String sha256(String password) {
    return Checksum.of(password.getBytes(UTF_8));
  }

  @Override
  public boolean answers() {
    return Http.get(address() + "/ping").isPresent();
  }

  @Override
  public String toString() {
    return "ClickHouseServer[" + address() + "]";
  }
}
