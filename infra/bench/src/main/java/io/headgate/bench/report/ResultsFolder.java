package io.headgate.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where a benchmark leaves its results: {@code result.json} and what else it has. */
public record ResultsFolder(Path folder) {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** A new folder below {@code parent}, for example {@code raw-20260101-120000}. */
  public static ResultsFolder create(Path parent, String what, Instant at) throws IOException {
    return new ResultsFolder(
        Files.createDirectories(parent.resolve(what + "-" + NAME.format(at)).toAbsolutePath()));
  }

  /**
   * Writes {@code result.json}.
   *
   * @param options what the benchmark was asked for
   * @param result maps, lists, records, numbers and texts
   */
  public void write(
      String what, Instant startedAt, Machine machine, Map<String, Object> options, Object result)
      throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("benchmark", what);
    all.put("startedAt", startedAt.toString());
    all.put("machine", machine);
    all.put("options", options);
    all.put("result", result);
    MAPPER.writeValue(folder.resolve("result.json").toFile(), all);
  }

  public void text(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
