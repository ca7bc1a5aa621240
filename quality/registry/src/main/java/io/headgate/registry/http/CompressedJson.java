package io.headgate.registry.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.Json;
import io.headgate.registry.Problem;
import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import javax.annotation.Nullable;

/** Reads JSON that a client may have compressed by gzip. */
final class CompressedJson {
  private static final int LARGEST_BYTES = 8 << 20;

  private CompressedJson() {}

  static JsonNode read(Context context) {
    byte[] bytes = context.bodyAsBytes();
    String encoding = context.header("Content-Encoding");
    if (encoding != null && encoding.toLowerCase(Locale.ROOT).contains("gzip")) {
      bytes = inflate(bytes);
    }
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

  private static byte[] inflate(byte[] bytes) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] inflated = in.readNBytes(LARGEST_BYTES + 1);
      if (inflated.length > LARGEST_BYTES) {
        throw new Problem(
            413,
            "Request too large",
            "The body has more than %d bytes when it is inflated. Send less."
                .formatted(LARGEST_BYTES),
            Map.of());
      }
      return inflated;
    } catch (IOException e) {
      throw Problem.badRequest(
          "Cannot read the body: it is not gzip, as Content-Encoding says. Send what it says.");
    }
  }
}
