package io.headgate.registry.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.http.CompressedBody;
import io.headgate.http.Problem;
import io.headgate.platform.registry.Json;
import io.javalin.http.Context;
import java.io.IOException;
import javax.annotation.Nullable;

/** Reads JSON that a client may have compressed by gzip. */
final class CompressedJson {
  private static final int LARGEST_BYTES = 8 << 20;

  private CompressedJson() {}

  static JsonNode read(Context context) {
    byte[] bytes = CompressedBody.read(context, LARGEST_BYTES);
    try {
      JsonNode json = Json.MAPPER.readTree(bytes);
      if (!json.isMissingNode()) {
        return json;
      }
      throw Problem.badRequest("Cannot read the body: it is empty. Send JSON.");
    } catch (JsonProcessingException e) {
      throw Problem.badRequest(
          "Cannot read the body: no JSON%s. Send JSON in UTF-8.".formatted(place(e.getLocation())));
    } catch (IOException e) {
      throw Problem.badRequest("Cannot read the body. Send JSON in UTF-8.");
    }
  }

  /** Empty where the parser cannot say it. */
  private static String place(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " from line %d, column %d on".formatted(location.getLineNr(), location.getColumnNr());
  }
}
