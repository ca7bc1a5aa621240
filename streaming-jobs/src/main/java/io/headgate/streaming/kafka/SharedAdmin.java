package io.headgate.streaming.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** One admin client per brokers and JVM: making one costs more than a batch has to spare. */
final class SharedAdmin {
  private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(10).toMillis();
  private static final Map<String, Admin> CLIENTS = new ConcurrentHashMap<>();

  private SharedAdmin() {}

  static Admin of(String bootstrapServers) {
    return CLIENTS.computeIfAbsent(
        bootstrapServers,
        servers ->
            Admin.create(
                Map.<String, Object>of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
                    AdminClientConfig.CLIENT_ID_CONFIG, "headgate-admin",
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS)));
  }
}
