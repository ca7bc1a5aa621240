package io.headgate.registry;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.registry.store.StoredRecords;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;

/** The registry's PostgreSQL database: connections and schema. */
final class Database implements AutoCloseable {
  private static final String SCHEMA = "registry";
  private static final int CONNECTIONS = 8;
  private static final Duration CONNECTION_WAIT = Duration.ofSeconds(3);

  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private Database(HikariDataSource pool) {
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
    StoredRecords.register(jdbi);
  }

  /** Connects and brings the schema up to this version. */
  static Database open(RegistryConfig config) {
    HikariDataSource pool = connect(config);
    try {
      Flyway.configure()
          .dataSource(pool)
          .schemas(SCHEMA)
          .locations("classpath:sql/registry/migration")
          .load()
          .migrate();
      return new Database(pool);
    } catch (FlywayException e) {
      pool.close();
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot bring the registry's tables in "
              + config.jdbcUrl()
              + " up to date: "
              + e.getMessage()
              + ". The user must own the database, and the roles of sql/registry/bootstrap must exist.",
          e);
    }
  }

  private static HikariDataSource connect(RegistryConfig config) {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName("registry");
    hikari.setJdbcUrl(config.jdbcUrl());
    hikari.setUsername(config.dbUser());
    hikari.setPassword(config.dbPassword());
    hikari.setSchema(SCHEMA);
    hikari.setMaximumPoolSize(CONNECTIONS);
    hikari.setMinimumIdle(1);
    hikari.setConnectionTimeout(CONNECTION_WAIT.toMillis());
    try {
      return new HikariDataSource(hikari);
    } catch (PoolInitializationException e) {
      throw new HeadgateException(
          ExitCode.DEPENDENCY_DOWN,
          "Cannot start the registry: PostgreSQL at %s does not take user %s (%s). Start it, or correct HEADGATE_REGISTRY_JDBC_URL, _DB_USER and _DB_PASSWORD."
              .formatted(config.jdbcUrl(), config.dbUser(), e.getCause().getMessage()),
          e);
    }
  }

  Jdbi jdbi() {
    return jdbi;
  }

  /** Whether PostgreSQL answers. */
  boolean answers() {
    try {
      return jdbi.withHandle(
          handle -> handle.createQuery("SELECT true").mapTo(Boolean.class).one());
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
