package io.headgate.platform.contract;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A YAML file as a JSON tree that remembers the line of every key and item. */
public final class YamlDocument {
  private final String file;
  private final JsonNode root;
  private final Map<JsonPointer, Integer> lines = new HashMap<>();

  private YamlDocument(String file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /** Parses the text; what is no YAML, or says a key twice, is a mistake. */
  static Optional<YamlDocument> parse(String file, String text, Mistakes mistakes) {
    try {
      Node node = new Yaml(new LoaderOptions()).compose(new StringReader(text));
      if (!(node instanceof MappingNode)) {
        mistakes.add(file, 1, "it holds no keys", "Write key: value lines, as in other pipelines");
        return Optional.empty();
      }
      var document = new YamlDocument(file, new YAMLMapper().readTree(text));
      document.locate(node, JsonPointer.empty(), mistakes);
      return Optional.of(document);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      mistakes.add(file, line, "it is not YAML: " + e.getProblem(), "Correct the line");
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      mistakes.add(file, line, "it is not YAML: " + e.getOriginalMessage(), "Correct the line");
    }
    return Optional.empty();
  }

  private void locate(Node node, JsonPointer at, Mistakes mistakes) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode key) {
          JsonPointer child = at.appendProperty(key.getValue());
          int line = key.getStartMark().getLine() + 1;
          Integer before = lines.putIfAbsent(child, line);
          if (before != null) {
            mistakes.add(
                file,
                line,
                "key '%s' stands a second time, after line %d".formatted(key.getValue(), before),
                "Keep one of them");
          }
          locate(entry.getValueNode(), child, mistakes);
        }
      }
    } else if (node instanceof SequenceNode sequence) {
      List<Node> items = sequence.getValue();
      for (int i = 0; i < items.size(); i++) {
        JsonPointer child = at.appendIndex(i);
        lines.put(child, items.get(i).getStartMark().getLine() + 1);
        locate(items.get(i), child, mistakes);
      }
    }
  }

  public String file() {
    return file;
  }

  public JsonNode root() {
    return root;
  }

  /** The line where the pointer's key or item begins; for one that is not there, its parent's. */
  public int line(JsonPointer pointer) {
    for (JsonPointer at = pointer; at != null; at = at.head()) {
      Integer line = lines.get(at);
      if (line != null) {
        return line;
      }
    }
    return 1;
  }
}
