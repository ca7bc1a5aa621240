package io.headgate.registry.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.registry.RegistryProgram;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Makes requests that are wrong in every part; the same seed makes the same ones. */
final class RequestFuzzer {
  private static final List<String> SEGMENTS =
      List.of(
          "",
          ".",
          "..",
          "%00",
          "%zz",
          "%",
          "%2F",
          "%2e%2e",
          "%C3%28",
          "%F0%9F%9B%AB",
          "\u00fc",
          "*",
          "{}",
          "'%20OR%20'1'='1",
          "%22;DROP%20TABLE%20dataset;--",
          "-1",
          "0",
          "latest",
          "99999999999999999999",
          "2147483648",
          "9223372036854775808",
          "1e9",
          "NaN",
          "null",
          "true",
          "event_date=2026-11-12",
          "departures.flights",
          "2026-11-12T05",
          "+999999999-01-01",
          "a;b=c",
          "a?b",
          "%0d%0aX:%20y",
          "<script>",
          "\\",
          "|",
          "~");
  private static final List<String> PARAMETERS =
      List.of(
          "limit",
          "cursor",
          "version",
          "partition",
          "min_score",
          "pipeline",
          "dataset",
          "open",
          "who",
          "record",
          "verbose",
          "defaultToGlobal",
          "window_start",
          "dimensions",
          "grain",
          "x");
  private static final List<String> METHODS =
      List.of(
          "GET",
          "POST",
          "PUT",
          "DELETE",
          "PATCH",
          "HEAD",
          "OPTIONS",
          "TRACE",
          "get",
          "BREW",
          "M".repeat(300));
  private static final List<String> TYPES =
      List.of(
          "application/json",
          "application/json; charset=utf-8",
          "application/json;charset=\u00ff",
          "application/json; charset=no-such",
          "application/vnd.schemaregistry.v1+json",
          "text/plain",
          "multipart/form-data; boundary=x",
          "application/x-www-form-urlencoded",
          "",
          ";;;",
          "/",
          "application/" + "j".repeat(2_000));
  private static final List<String> AUTHORIZATIONS =
      List.of(
          "Bearer ",
          "Bearer wrong",
          "Basic ???",
          "Basic Og==",
          "Basic",
          "Digest x",
          "\u00ff",
          "Bearer " + "k".repeat(5_000));

  private final Random random;
  private final List<String> calls;
  private final BodyFuzzer bodies;

  /**
   * @param calls method and path template of each call
   */
  RequestFuzzer(long seed, List<String> calls) {
    this.random = new Random(seed);
    this.calls = List.copyOf(calls);
    this.bodies = new BodyFuzzer(random);
  }

  Malformed next() {
    String[] call = pick(calls).split(" ", -1);
    String method = random.nextInt(20) == 0 ? pick(METHODS) : call[0];
    byte[] body = method.equals("GET") && random.nextInt(10) > 0 ? new byte[0] : bodies.next();
    String head =
        method
            + " "
            + path(call[1])
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + headers(body.length > 0);
    boolean isChunked = body.length > 0 && random.nextInt(10) == 0;
    byte[] request =
        isChunked
            ? join(head + "Transfer-Encoding: chunked\r\n\r\n", chunks(body))
            : join(head + "Content-Length: " + body.length + "\r\n\r\n", body);
    if (random.nextInt(10) == 0) {
      return new Malformed(broken(request), false, false);
    }
    return new Malformed(request, true, method.equals("HEAD"));
  }

  private String path(String template) {
    StringBuilder path = new StringBuilder();
    for (String segment : template.substring(1).split("/", -1)) {
      path.append('/').append(segment.startsWith("{") ? segment() : segment);
    }
    if (random.nextInt(30) == 0) {
      path.append('/').append(segment());
    }
    for (int i = random.nextInt(4); i > 1; i--) {
      path.append(path.indexOf("?") < 0 ? '?' : '&')
          .append(pick(PARAMETERS))
          .append(random.nextInt(10) == 0 ? "" : "=")
          .append(segment());
    }
    return path.toString();
  }

  private String segment() {
    return switch (random.nextInt(40)) {
      case 0 -> "x".repeat(random.nextInt(9_000));
      case 1 -> "%41".repeat(random.nextInt(200));
      case 2, 3, 4, 5 -> "s" + random.nextInt(50);
      default -> pick(SEGMENTS);
    };
  }

  private String headers(boolean hasBody) {
    StringBuilder headers = new StringBuilder();
    if (random.nextInt(10) > 0) {
      headers.append("Authorization: Bearer ").append(RegistryProgram.KEY).append("\r\n");
    } else if (random.nextBoolean()) {
      headers.append("Authorization: ").append(pick(AUTHORIZATIONS)).append("\r\n");
    }
    if (hasBody) {
      String type = random.nextInt(10) > 0 ? "application/json" : pick(TYPES);
      headers.append("Content-Type: ").append(type).append("\r\n");
    }
    switch (random.nextInt(40)) {
      case 0 ->
          headers.append("X-Long: ").append("y".repeat(random.nextInt(12_000))).append("\r\n");
      case 1 -> headers.append("Accept: text/html\r\n");
      case 2 -> headers.append("Accept-Encoding: gzip, br, \u00ff\r\n");
      case 3 -> headers.append("Cookie: ").append("a=b;".repeat(500)).append("\r\n");
      case 4 -> headers.append("X-Forwarded-For: ").append(segment()).append("\r\n");
      case 5 -> headers.append("Range: bytes=-1\r\nIf-None-Match: *\r\n");
      case 6 -> headers.append("X: y\r\n".repeat(300));
      default -> {}
    }
    return headers.toString();
  }

  private byte[] chunks(byte[] body) {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    int at = 0;
    while (at < body.length) {
      int length = Math.min(body.length - at, 1 + random.nextInt(5_000));
      chunks.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(UTF_8));
      chunks.write(body, at, length);
      chunks.writeBytes("\r\n".getBytes(UTF_8));
      at += length;
    }
    chunks.writeBytes("0\r\n\r\n".getBytes(UTF_8));
    return chunks.toByteArray();
  }

  /** No longer HTTP: bytes flipped, cut off, or noise. */
  private byte[] broken(byte[] request) {
    switch (random.nextInt(3)) {
      case 0 -> {
        for (int i = 0; i <= random.nextInt(8); i++) {
          request[random.nextInt(request.length)] = (byte) random.nextInt(256);
        }
        return request;
      }
      case 1 -> {
        byte[] cut = new byte[1 + random.nextInt(request.length)];
        System.arraycopy(request, 0, cut, 0, cut.length);
        return cut;
      }
      default -> {
        byte[] noise = new byte[1 + random.nextInt(500)];
        random.nextBytes(noise);
        return noise;
      }
    }
  }

  private static byte[] join(String head, byte[] body) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    // One byte per character, so that the odd ones go out as they are.
    all.writeBytes(head.getBytes(ISO_8859_1));
    all.writeBytes(body);
    return all.toByteArray();
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
