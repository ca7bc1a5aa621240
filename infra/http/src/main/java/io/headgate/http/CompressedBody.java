package io.headgate.http;

import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads a body that a client may have compressed by gzip. */
public final class CompressedBody {
  private CompressedBody() {}

  /**
   * The bytes of the body, inflated.
   *
   * @param largest bytes that it may have when it is inflated
   */
  public static byte[] read(Context context, int largest) {
    byte[] bytes = context.bodyAsBytes();
    String encoding = context.header("Content-Encoding");
    return encoding != null && encoding.toLowerCase(Locale.ROOT).contains("gzip")
        ? inflate(bytes, largest)
        : bytes;
  }

  private static byte[] inflate(byte[] bytes, int largest) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] inflated = in.readNBytes(largest + 1);
      if (inflated.length > largest) {
        throw new Problem(
            413,
            "Request too large",
            "The body has more than %d bytes when it is inflated. Send less.".formatted(largest),
            Map.of());
      }
      return inflated;
    } catch (IOException e) {
      throw Problem.badRequest(
          "Cannot read the body: it is not gzip, as Content-Encoding says. Send what it says.");
    }
  }
}
