package io.headgate.local.command;

import io.headgate.components.Http;
import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.local.demo.QueryResult;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.Callable;
import javax.annotation.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sqlline.SqlLine;

/** An SQL shell, as an analyst sees the data. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = "Ask Trino (catalog published) or ClickHouse (database analyst) as an analyst.")
public final class SqlCommand implements Callable<Integer> {
  private static final String ANALYST = "analyst";

  /** Where a statement goes. */
  enum Engine {
    trino("TRANSACTION_READ_UNCOMMITTED"),
    clickhouse("TRANSACTION_NONE");

    /** What its driver takes. */
    private final String isolation;

    Engine(String isolation) {
      this.isolation = isolation;
    }
  }

  @Parameters(
      arity = "0..1",
      defaultValue = "trino",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Engine engine;

  @Nullable
  @Option(
      names = {"-e", "--execute"},
      paramLabel = "SQL",
      description = "Run this and exit; without it, a shell.")
  private String statement;

  @Override
  public Integer call() throws Exception {
    StackProperties properties = StackProperties.existing(StackLayout.of(System.getenv()));
    return switch (engine) {
      case trino -> {
        String url = properties.get("stack.trino-url");
        requireAnswer(url.replaceFirst("jdbc:trino", "http") + "/v1/info");
        yield ask(url + "/published", "");
      }
      case clickhouse -> {
        String url = properties.get("clickhouse.url");
        requireAnswer(url.replaceFirst("jdbc:clickhouse:", "") + "/ping");
        yield ask(url + "/analyst", properties.get("stack.analyst-password"));
      }
    };
  }

  private int ask(String url, String password) throws IOException {
    if (statement != null) {
      print(url, password, statement);
      return 0;
    }
    // Words of a shell inside of this process: no other program sees them.
    String[] words = {
      "--isolation=" + engine.isolation,
      "--maxWidth=1000", // wide rows wrap instead of losing columns, and a pipe has no width at all
      "-u",
      url,
      "-n",
      ANALYST,
      "-p",
      password
    };
    return new SqlLine().begin(words, null, true) == SqlLine.Status.OK ? 0 : 5;
  }

  private void print(String url, String password, String sql) {
    Properties user = new Properties();
    user.put("user", ANALYST);
    if (!password.isEmpty()) {
      user.put("password", password);
    }
    try (Connection connection = DriverManager.getConnection(url, user)) {
      System.out.println(QueryResult.of(connection, sql).table());
    } catch (SQLException e) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot run the statement on %s: %s. Correct it, or see what there is with SHOW TABLES."
              .formatted(engine, e.getMessage()),
          e);
    }
  }

  private void requireAnswer(String url) {
    if (Http.get(url).isEmpty()) {
      throw new HeadgateException(
          ExitCode.DEPENDENCY_DOWN,
          "Cannot ask %s: it does not answer at %s. Run headgate up %s, or see headgate status."
              .formatted(engine, url, engine));
    }
  }
}
