package io.headgate.platform.contract;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files that a pipeline names: read in, missing, or lying about unused. */
final class PipelineFiles {
  private static final Map<String, String> LISTS =
      Map.of("aggregates", "sql", "rollups", "sql", "transforms", "sql", "references", "csv");

  private final Path folder;
  private final YamlDocument yaml;
  private final Mistakes mistakes;
  private final Map<String, String> texts = new HashMap<>();
  private final Set<String> found = new HashSet<>();

  private PipelineFiles(Path folder, YamlDocument yaml, Mistakes mistakes) {
    this.folder = folder;
    this.yaml = yaml;
    this.mistakes = mistakes;
  }

  /** Reads every named file that is there, by its path relative to the folder. */
  static Map<String, String> read(Path folder, YamlDocument yaml, Mistakes mistakes)
      throws IOException {
    var files = new PipelineFiles(folder, yaml, mistakes);
    for (JsonPointer at : files.named()) {
      String name = yaml.root().at(at).textValue();
      if (name != null) {
        files.read(name, at);
      }
    }
    files.reportUnused();
    return files.texts;
  }

  /** Where pipeline.yaml names files. */
  private List<JsonPointer> named() {
    List<JsonPointer> named = new ArrayList<>();
    for (JsonPointer source : items(JsonPointer.compile("/sources"))) {
      named.add(source.appendProperty("schema"));
      for (JsonPointer type : items(source.appendProperty("event_types"))) {
        named.add(type.appendProperty("schema"));
      }
    }
    LISTS.forEach(
        (list, key) ->
            items(JsonPointer.empty().appendProperty(list))
                .forEach(item -> named.add(item.appendProperty(key))));
    return named;
  }

  private List<JsonPointer> items(JsonPointer list) {
    List<JsonPointer> items = new ArrayList<>();
    JsonNode node = yaml.root().at(list);
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      items.add(list.appendIndex(i));
    }
    return items;
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
      found.add(name);
      try {
        texts.put(name, Files.readString(file));
      } catch (MalformedInputException e) {
        mistakes.add(name, 1, "it is not text in UTF-8", "Convert it");
      }
    }
  }

  private void reportUnused() throws IOException {
    for (String name : candidates()) {
      if (!found.contains(name)) {
        mistakes.add(
            name, 1, "no line of " + yaml.file() + " names this file", "Name it, or delete it");
      }
    }
  }

  /** The folder's files of the kinds that pipelines name. */
  private Set<String> candidates() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .filter(
              name ->
                  List.of("sql", "avsc", "csv").contains(name.substring(name.lastIndexOf('.') + 1)))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
