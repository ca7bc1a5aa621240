package io.headgate.components;

import static java.util.Objects.requireNonNull;

/**
 * What one installation of Airflow keeps to itself.
 *
 * @param database password of PostgreSQL role {@code airflow}
 * @param admin password of user {@code admin} of the web page and the API
 * @param signing key that signs sessions and tokens
 * @param fernet key that encrypts stored connections: 32 bytes, URL-safe base 64
 */
public record AirflowSecrets(String database, String admin, String signing, String fernet) {
  public AirflowSecrets {
    requireNonNull(database);
    requireNonNull(admin);
    requireNonNull(signing);
    requireNonNull(fernet);
  }

  @Override
  public String toString() {
    return "AirflowSecrets[hidden]";
  }
}
