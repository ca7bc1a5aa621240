package io.headgate.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.Json;
import java.io.IOException;

/** Bodies that are one JSON object. */
public final class JsonBody {
  private JsonBody() {}

  /** Reads it by bytes: JSON is UTF-8 whatever charset the header claims. */
  public static JsonNode object(byte[] body) {
    try {
      JsonNode json = Json.MAPPER.readTree(body);
      if (json.isObject()) {
        return json;
      }
      throw Problem.badRequest("Cannot read the body: it is no JSON object. Send one.");
    } catch (JsonProcessingException e) {
      JsonLocation place = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
      throw Problem.badRequest(
          "Cannot read the body: no JSON from line %d, column %d on. Send a JSON object."
              .formatted(place.getLineNr(), place.getColumnNr()));
    } catch (IOException e) {
      // Of bytes in memory only the characters can be broken.
      throw Problem.badRequest("Cannot read the body: it is not UTF-8. Send JSON in UTF-8.");
    }
  }
}
