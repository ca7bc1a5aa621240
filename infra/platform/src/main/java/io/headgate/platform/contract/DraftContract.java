package io.headgate.platform.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.registry.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Makes the contract of a draft without mistakes. The keys of pipeline.yaml are the fields of the
 * contract, with texts in the place of files.
 */
final class DraftContract {
  private final PipelineDraft draft;
  private final ObjectNode tree;

  private DraftContract(PipelineDraft draft) {
    this.draft = draft;
    this.tree = draft.yaml().root().deepCopy();
  }

  static PipelineContract of(PipelineDraft draft) throws JsonProcessingException {
    var contract = new DraftContract(draft);
    contract.sources();
    contract.references();
    for (String list : List.of("rules", "enrichments", "aggregates", "rollups", "transforms")) {
      for (JsonNode item : contract.tree.withArray(list)) {
        replace(item, "sql", draft.texts().get(item.path("sql").asText()));
        replace(item, "action", upper(item.path("action")));
        replace(item, "grain", upper(item.path("grain")));
      }
    }
    replace(contract.tree, "delivery", upper(contract.tree.path("delivery")));
    return Json.MAPPER.treeToValue(contract.tree, PipelineContract.class);
  }

  private void sources() {
    JsonPointer at = JsonPointer.empty().appendProperty("sources");
    ArrayNode sources = tree.withArray("sources");
    for (int i = 0; i < sources.size(); i++) {
      ArrayNode types = ((ObjectNode) sources.get(i)).putArray("event_types");
      for (DraftEventType type : draft.eventTypes()) {
        if (type.source().equals(at.appendIndex(i))) {
          // Spaces in the schema file are not a new version of the contract.
          types.addObject().put("name", type.name()).put("schema", type.schema().toString());
        }
      }
    }
  }

  private void references() {
    for (JsonNode item : tree.withArray("references")) {
      var reference = (ObjectNode) item;
      ObjectNode origin = reference.putObject("origin");
      if (reference.has("csv")) {
        String file = reference.path("csv").asText();
        origin.put("type", "csv").put("file", file).put("sha256", sha256(draft.texts().get(file)));
      } else {
        origin.put("type", "jdbc").put("table", reference.at("/jdbc/table").asText());
      }
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static void replace(JsonNode item, String key, String text) {
    if (item.has(key)) {
      ((ObjectNode) item).put(key, text);
    }
  }

  private static String upper(JsonNode name) {
    return name.asText().toUpperCase(Locale.ROOT);
  }
}
