package io.headgate.local.demo;

import io.headgate.components.AirflowInstallation;
import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;

/** What a person tries next. Passwords are never printed, only where they are. */
final class WhereToLook {
  private WhereToLook() {}

  static String text(StackLayout layout, StackProperties properties) {
    return """
        Where to look next
          Airflow     %s   user %s, password: key stack.airflow-admin-password
          registry    %s/v1/gates
          gateway     %s/v1/events  (events by HTTP)
          Trino       infra/local/headgate sql trino       (catalog published, read-only)
          ClickHouse  infra/local/headgate sql clickhouse  (user analyst, password: key stack.analyst-password)
          live events infra/local/headgate replay flights --resume   (goes on in real time)
          passwords   %s
          state       infra/local/headgate status; logs: infra/local/headgate logs <component>
          stop        infra/local/headgate demo --stop
        """
        .formatted(
            properties.get("stack.airflow-url"),
            AirflowInstallation.ADMIN,
            properties.get("registry.url"),
            properties.get("stack.gateway-url"),
            layout.config());
  }
}
