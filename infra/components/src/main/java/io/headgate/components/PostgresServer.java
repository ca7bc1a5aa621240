package io.headgate.components;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * One PostgreSQL cluster with databases {@code headgate} and {@code airflow} and a role for each
 * user of them; every connection needs a password.
 */
public record PostgresServer(Downloads downloads, Path home, int port, PostgresPasswords passwords)
    implements Component {
  /** The cluster's superuser, who only makes roles and databases. */
  public static final String SUPERUSER = "postgres";

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public List<Integer> ports() {
    return List.of(port);
  }

  @Override
  public Launch prepare() throws IOException, InterruptedException {
    Path programs = downloads.unpacked("postgres").resolve("bin");
    Files.createDirectories(home);
    Path data = home.resolve("data");
    if (!Files.exists(data.resolve("PG_VERSION")) || Files.exists(home.resolve("initdb"))) {
      initialise(programs, data);
    }
    return new Launch(
        asPlainUser(
            programs.resolve("postgres").toString(),
            "-D",
            data.toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "timezone=UTC",
            "-c",
            "log_timezone=UTC",
            "-c",
            "shared_buffers=64MB",
            "-c",
            "max_connections=100"),
        Map.of(),
        home,
        "INT");
  }

  /** A marker stands while initdb works, so that what it left half made is made anew. */
  private void initialise(Path programs, Path data) throws IOException, InterruptedException {
    Path marker = home.resolve("initdb");
    Files.deleteIfExists(marker);
    Files.createFile(marker);
    DownloadCache.delete(data);
    Path password =
        Files.createTempFile(
            home,
            "initdb-",
            ".password",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(password, passwords.superuser());
      List<String> words =
          asPlainUser(
              programs.resolve("initdb").toString(),
              "-D",
              data.toString(),
              "-U",
              SUPERUSER,
              "--auth=scram-sha-256",
              "--pwfile=" + password,
              "--encoding=UTF8",
              "--locale=C");
      new Command("make the PostgreSQL cluster", words, home, Map.of()).run(Duration.ofMinutes(2));
    } finally {
      Files.delete(password);
    }
    Files.delete(marker);
  }

  /** PostgreSQL refuses to run as root; in a user namespace of its own, root is nobody. */
  private static List<String> asPlainUser(String... words) {
    List<String> all = new ArrayList<>();
    if (System.getProperty("user.name").toLowerCase(Locale.ROOT).equals("root")) {
      all.addAll(List.of("unshare", "--user"));
    }
    all.addAll(List.of(words));
    return all;
  }

  @Override
  public boolean answers() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      return statement.execute("SELECT 1");
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void bootstrap() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(passwords.fill(Resources.text("/sql/registry/bootstrap/roles.sql")));
      createDatabase(statement, "headgate", "headgate_registry");
      createDatabase(statement, "airflow", "airflow");
    } catch (SQLException e) {
      throw new ComponentException(
          "Cannot make the roles and databases of PostgreSQL: %s. Its log is beside this one."
              .formatted(e.getMessage()),
          e);
    }
  }

  private static void createDatabase(Statement statement, String database, String owner)
      throws SQLException {
    try (ResultSet found =
        statement.executeQuery(
            "SELECT FROM pg_database WHERE datname = '%s'".formatted(database))) {
      if (found.next()) {
        return;
      }
    }
    statement.execute("CREATE DATABASE %s OWNER %s".formatted(database, owner));
    statement.execute("REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(database));
    if (database.equals("headgate")) {
      statement.execute("GRANT CONNECT ON DATABASE headgate TO headgate_lake, headgate_reader");
    }
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.put("user", SUPERUSER);
    properties.put("password", passwords.superuser());
    properties.put("connectTimeout", "2");
    properties.put("loginTimeout", "2");
    properties.put("socketTimeout", "20");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port), properties);
  }
}
