package io.headgate.platform.job;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.sql.SQLException;
import java.util.Set;

/** Tells a component that does not answer from a fault of ours. */
final class DependencyFailure {
  /** By name: not every job has the Kafka client on its class path. */
  private static final Set<String> KAFKA_FAILURES =
      Set.of(
          "org.apache.kafka.common.errors.TimeoutException",
          "org.apache.kafka.common.errors.DisconnectException",
          "org.apache.kafka.common.errors.BrokerNotAvailableException");

  private DependencyFailure() {}

  /** Whether the failure itself, not its cause, means "it does not answer". */
  static boolean means(Throwable failure) {
    return failure instanceof ConnectException
        || failure instanceof NoRouteToHostException
        || failure instanceof SocketTimeoutException
        || failure instanceof UnknownHostException
        || failure instanceof UnresolvedAddressException
        || failure instanceof HttpTimeoutException
        || (failure instanceof SQLException sql && isConnectionFailure(sql))
        || KAFKA_FAILURES.contains(failure.getClass().getName());
  }

  /** SQL states of class 08 are connection exceptions; 57P0x is PostgreSQL going down. */
  private static boolean isConnectionFailure(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && (state.startsWith("08") || state.startsWith("57P0"));
  }
}
