package io.headgate.registry.http;

import io.headgate.http.Problem;
import io.headgate.http.Role;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The page at {@code /}. Anyone may load it, as it holds no data: it asks the calls of the registry
 * for that, with the key of the person who looks at it. Its files have routes like all else, so
 * that an address that is no route stays one.
 */
public final class PageResource {
  private static final String FOLDER = "/io/headgate/registry/page/";
  private static final Pattern NAME = Pattern.compile("[a-z]+\\.(js|css|svg)");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  /** Nothing from elsewhere, nothing inline, and in nobody's frame. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** By path; only what is there. */
  private final Map<String, PageFile> files = new ConcurrentHashMap<>();

  @SuppressWarnings("ArrayRecordComponent")
  private record PageFile(byte[] content, String type, String tag) {}

  public void install(Javalin http) {
    http.get("/", context -> answer(context, "index.html"), Role.ANYONE);
    http.get("/ui/{file}", this::uiFile, Role.ANYONE);
  }

  private void uiFile(Context context) {
    String name = context.pathParam("file");
    answer(context, NAME.matcher(name).matches() ? "ui/" + name : "");
  }

  private void answer(Context context, String path) {
    PageFile file =
        Optional.ofNullable(files.computeIfAbsent(path, PageResource::read))
            .orElseThrow(
                () -> Problem.notFound("The page has no such file. Open the page at '/'."));
    context
        // Kept by the browser, and asked for by its ETag: an upgrade is seen at once.
        .header("Cache-Control", "no-cache")
        .header("ETag", file.tag())
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer");
    if (file.tag().equals(context.header("If-None-Match"))) {
      context.status(HttpStatus.NOT_MODIFIED);
    } else {
      context.contentType(file.type()).result(file.content());
    }
  }

  /** Null when there is none. */
  private static PageFile read(String path) {
    try (InputStream in =
        path.isEmpty() ? null : PageResource.class.getResourceAsStream(FOLDER + path)) {
      if (in == null) {
        return null;
      }
      byte[] content = in.readAllBytes();
      CRC32C sum = new CRC32C();
      sum.update(content);
      String tag = "W/\"%d-%x\"".formatted(content.length, sum.getValue());
      return new PageFile(content, TYPES.get(path.substring(path.lastIndexOf('.') + 1)), tag);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
