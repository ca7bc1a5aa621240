package io.headgate.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.Json;
import io.headgate.testing.TestingPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/** OpenLineage events as PostgreSQL has them. */
final class KeptEvents {
  private KeptEvents() {}

  /** Those that have a name that ends so, in the order in which they came. */
  static List<JsonNode> naming(String name) throws Exception {
    try (Connection database =
            TestingRegistry.connect(
                TestingPostgres.REGISTRY_USER, TestingPostgres.shared().registryPassword());
        PreparedStatement query =
            database.prepareStatement(
                "SELECT event FROM registry.lineage_event WHERE strpos(event::text, ?) > 0 ORDER BY event_id")) {
      query.setString(1, name + "\"");
      List<JsonNode> events = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          events.add(Json.MAPPER.readTree(rows.getString(1)));
        }
      }
      return events;
    }
  }
}
