package io.headgate.platform.contract;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files that a pipeline names: read in, missing, or lying about unused. */
final class PipelineFiles {
  private static final Map<String, String> LISTS =
      Map.of("sources", "schema", "aggregates", "sql", "rollups", "sql");

  private final Path folder;
  private final YamlDocument yaml;
  private final Mistakes mistakes;
  private final Map<String, String> texts = new HashMap<>();

  private PipelineFiles(Path folder, YamlDocument yaml, Mistakes mistakes) {
    this.folder = folder;
    this.yaml = yaml;
    this.mistakes = mistakes;
  }

  /** Reads every named file that is there, by its path relative to the folder. */
  static Map<String, String> read(Path folder, YamlDocument yaml, Mistakes mistakes)
      throws IOException {
    var files = new PipelineFiles(folder, yaml, mistakes);
    for (Map.Entry<String, String> list : LISTS.entrySet()) {
      JsonNode items = yaml.root().path(list.getKey());
      for (int i = 0; items.isArray() && i < items.size(); i++) {
        String name = items.get(i).path(list.getValue()).textValue();
        if (name != null) {
          files.read(name, pointer(list.getKey(), i, list.getValue()));
        }
      }
    }
    files.reportUnused();
    return files.texts;
  }

  private static JsonPointer pointer(String list, int index, String key) {
    return JsonPointer.empty().appendProperty(list).appendIndex(index).appendProperty(key);
  }

  private void read(String name, JsonPointer at) throws IOException {
    Path file = folder.resolve(name).normalize();
    if (!file.startsWith(folder)) {
      mistakes.add(
          yaml.file(),
          yaml.line(at),
          "file '%s' is outside the pipeline's folder".formatted(name),
          "Move it into the folder");
    } else if (!Files.isRegularFile(file)) {
      mistakes.add(
          yaml.file(),
          yaml.line(at),
          "file '%s' does not exist".formatted(name),
          ClosestName.remedy(name, candidates()));
    } else {
      texts.put(name, Files.readString(file));
    }
  }

  private void reportUnused() throws IOException {
    for (String name : candidates()) {
      if (!texts.containsKey(name)) {
        mistakes.add(
            name, 1, "no line of " + yaml.file() + " names this file", "Name it, or delete it");
      }
    }
  }

  /** The folder's SQL and schema files. */
  private Set<String> candidates() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .filter(
              name -> List.of("sql", "avsc").contains(name.substring(name.lastIndexOf('.') + 1)))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
