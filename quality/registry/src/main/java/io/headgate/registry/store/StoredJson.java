package io.headgate.registry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.headgate.platform.registry.Json;
import java.sql.SQLException;
import java.util.Map;

/** Reads what we wrote into jsonb. */
final class StoredJson {
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  private StoredJson() {}

  /** An object of texts. */
  static Map<String, String> texts(String json) throws SQLException {
    try {
      return Json.MAPPER.readValue(json, TEXTS);
    } catch (JsonProcessingException e) {
      throw new SQLException("jsonb holds another shape than was written", e);
    }
  }
}
