package io.headgate.airflow.client;

import io.headgate.airflow.client.api.TokensApi;
import io.headgate.airflow.client.model.Credentials;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;

/** Somebody who is logged in to Airflow. A token is good for a day, and can be renewed. */
public final class AirflowLogin {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** A backfill is answered when its runs are made: a year has hundreds. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);

  private final URI address;
  private final Credentials credentials;
  private final ApiClient client;
  private volatile String token = "";

  private AirflowLogin(URI address, Credentials credentials) {
    this.address = address;
    this.credentials = credentials;
    this.client = anonymous(address);
    client.setRequestInterceptor(request -> request.setHeader("Authorization", "Bearer " + token));
  }

  /**
   * Logs in.
   *
   * @param address where the API server listens, for example {@code http://127.0.0.1:17107}
   * @throws ApiException with code 401 when the password is wrong, code 0 when nobody answers
   */
  public static AirflowLogin login(URI address, String user, String password) throws ApiException {
    AirflowLogin login =
        new AirflowLogin(address, new Credentials().username(user).password(password));
    login.renew();
    return login;
  }

  /** For the generated API classes; always with the newest token. */
  public ApiClient client() {
    return client;
  }

  /** Gets a new token; throws as {@link #login}. */
  public void renew() throws ApiException {
    token = new TokensApi(anonymous(address)).createToken(credentials).getAccessToken();
  }

  private static ApiClient anonymous(URI address) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(address.toString());
    // Airflow's server takes the JDK's offer of HTTP/2 in a request with a body for a malformed
    // request.
    client.setHttpClientBuilder(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1));
    client.setConnectTimeout(CONNECT_TIMEOUT);
    client.setReadTimeout(ANSWER_TIMEOUT);
    return client;
  }
}
