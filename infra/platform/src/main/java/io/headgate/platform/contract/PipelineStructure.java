package io.headgate.platform.contract;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Format;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Holds pipeline.yaml against its JSON Schema: keys, types, ranges, names. */
final class PipelineStructure {
  private static final JsonNode SCHEMA = read();

  private PipelineStructure() {}

  static void check(YamlDocument yaml, Mistakes mistakes) {
    for (ValidationMessage message : schema().validate(yaml.root())) {
      report(yaml, message, mistakes);
    }
  }

  private static void report(YamlDocument yaml, ValidationMessage message, Mistakes mistakes) {
    JsonPointer at = JsonPointer.compile(message.getInstanceLocation().toString());
    JsonPointer keyword = JsonPointer.compile(message.getSchemaLocation().getFragment().toString());
    JsonNode rule = SCHEMA.at(keyword.head());
    String key = at.equals(JsonPointer.empty()) ? "the file" : "'" + name(at) + "'";
    String value = message.getInstanceNode() == null ? "" : message.getInstanceNode().asText();
    switch (message.getType()) {
      case "additionalProperties" ->
          mistakes.add(
              yaml.file(),
              yaml.line(at.appendProperty(message.getProperty())),
              "unknown key '" + message.getProperty() + "'",
              ClosestName.remedy(message.getProperty(), keys(rule)));
      case "required" ->
          mistakes.add(
              yaml.file(),
              yaml.line(at),
              "key '%s' is missing in %s".formatted(message.getProperty(), key),
              "Add it");
      case "anyOf" ->
          mistakes.add(
              yaml.file(),
              yaml.line(at),
              "neither 'minimum' nor 'maximum' is given in " + key,
              "Add one of them");
      case "pattern", "format" ->
          mistakes.add(
              yaml.file(),
              yaml.line(at),
              "%s is '%s', which is not %s"
                  .formatted(key, value, rule.path("description").asText()),
              "Write it like " + rule.path("examples").path(0).asText());
      case "enum" ->
          mistakes.add(
              yaml.file(),
              yaml.line(at),
              "%s is '%s', which is not known".formatted(key, value),
              ClosestName.remedy(value, texts(rule.path("enum"))));
      default ->
          mistakes.add(
              yaml.file(),
              yaml.line(at),
              "%s: %s".formatted(key, message.getError()),
              "Correct the value");
    }
  }

  /** {@code checks[2]} for an item of a list, else the key itself. */
  private static String name(JsonPointer at) {
    String last = at.last().getMatchingProperty();
    return at.last().mayMatchElement() && at.head() != null && at.head().last() != null
        ? at.head().last().getMatchingProperty() + "[" + last + "]"
        : last;
  }

  private static List<String> keys(JsonNode rule) {
    List<String> keys = new ArrayList<>();
    rule.path("properties").fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private static JsonSchema schema() {
    JsonMetaSchema dialect =
        JsonMetaSchema.builder(JsonMetaSchema.getV202012()).format(new PositiveDuration()).build();
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder()
            .formatAssertionsEnabled(true)
            .pathType(PathType.JSON_POINTER)
            .locale(Locale.ROOT)
            .build();
    return JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder -> builder.metaSchema(dialect).defaultMetaSchemaIri(dialect.getIri()))
        .getSchema(SCHEMA, config);
  }

  private static JsonNode read() {
    try (var resource = PipelineStructure.class.getResourceAsStream("pipeline.schema.json")) {
      return new ObjectMapper().readTree(resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** ISO 8601 with fixed lengths only: a month is no duration. */
  private static final class PositiveDuration implements Format {
    @Override
    public String getName() {
      return "positive-duration";
    }

    @Override
    public boolean matches(ExecutionContext context, String value) {
      try {
        Duration duration = Duration.parse(value);
        return !duration.isNegative() && !duration.isZero();
      } catch (DateTimeParseException e) {
        return false;
      }
    }
  }
}
