package io.headgate.airflow.client;

import io.headgate.airflow.client.api.TokensApi;
import io.headgate.airflow.client.model.Credentials;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;

/** Makes the clients that the generated API classes work with. */
public final class AirflowLogin {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  private AirflowLogin() {}

  /**
   * A client without a token: good for health only.
   *
   * @param address where the API server listens, for example {@code http://127.0.0.1:17107}
   */
  public static ApiClient anonymous(URI address) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(address.toString());
    // Airflow's server takes the JDK's offer of HTTP/2 in a request with a body for a malformed
    // request.
    client.setHttpClientBuilder(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1));
    client.setConnectTimeout(CONNECT_TIMEOUT);
    client.setReadTimeout(ANSWER_TIMEOUT);
    return client;
  }

  /**
   * A client for everything. Its token is good for a day.
   *
   * @throws ApiException with code 401 when the password is wrong, code 0 when nobody answers
   */
  public static ApiClient login(URI address, String user, String password) throws ApiException {
    ApiClient client = anonymous(address);
    Credentials credentials = new Credentials().username(user).password(password);
    String token = new TokensApi(client).createToken(credentials).getAccessToken();
    client.setRequestInterceptor(request -> request.setHeader("Authorization", "Bearer " + token));
    return client;
  }
}
