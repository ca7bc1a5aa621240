package io.headgate.platform.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** A folder {@code sql/pipelines/<name>}: pipeline.yaml and the files that it names. */
public final class PipelineFolder {
  private static final String YAML = "pipeline.yaml";

  private PipelineFolder() {}

  /**
   * Loads and validates the folder as a whole.
   *
   * @param analyses what else must be satisfied, for example that Spark understands the SQL
   * @throws InvalidPipelineException with every mistake
   */
  public static PipelineContract load(Path folder, ContractAnalysis... analyses) {
    Path root = folder.toAbsolutePath().normalize();
    var mistakes = new Mistakes();
    try {
      Optional<PipelineDraft> draft = draft(root, mistakes);
      draft.ifPresent(d -> List.of(analyses).forEach(analysis -> analysis.check(d, mistakes)));
      if (draft.isEmpty() || !mistakes.list().isEmpty()) {
        throw new InvalidPipelineException(folder, mistakes.list());
      }
      return contract(draft.get());
    } catch (IOException e) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot load pipeline folder %s: %s. Give a folder with a readable %s."
              .formatted(folder, e, YAML),
          e);
    }
  }

  private static Optional<PipelineDraft> draft(Path folder, Mistakes mistakes) throws IOException {
    Optional<YamlDocument> parsed =
        YamlDocument.parse(YAML, Files.readString(folder.resolve(YAML)), mistakes);
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    YamlDocument yaml = parsed.get();
    PipelineStructure.check(yaml, mistakes);
    Map<String, String> texts = PipelineFiles.read(folder, yaml, mistakes);
    var draft = new PipelineDraft(yaml, texts, eventSchema(yaml, texts, mistakes));
    EventFields.check(draft, mistakes);
    PipelineNames.check(folder.getFileName().toString(), draft, mistakes);
    return Optional.of(draft);
  }

  private static Optional<Schema> eventSchema(
      YamlDocument yaml, Map<String, String> texts, Mistakes mistakes) {
    String file = yaml.root().at("/sources/0/schema").asText();
    return Optional.ofNullable(texts.get(file))
        .flatMap(text -> new EventSchemaFile(file, text, mistakes).read());
  }

  /** The keys of pipeline.yaml are the fields of the contract, with texts in the place of files. */
  private static PipelineContract contract(PipelineDraft draft) throws JsonProcessingException {
    ObjectNode tree = draft.yaml().root().deepCopy();
    // Spaces in the schema file are not a new version of the contract.
    String schema = draft.eventSchema().orElseThrow().toString();
    tree.path("sources").forEach(source -> ((ObjectNode) source).put("schema", schema));
    for (String list : List.of("rules", "aggregates", "rollups")) {
      tree.withArray(list)
          .forEach(item -> replace(item, "sql", draft.texts().get(item.path("sql").asText())));
    }
    replace(tree, "delivery", upper(tree.path("delivery")));
    tree.path("rollups").forEach(rollup -> replace(rollup, "grain", upper(rollup.path("grain"))));
    return Json.MAPPER.treeToValue(tree, PipelineContract.class);
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
