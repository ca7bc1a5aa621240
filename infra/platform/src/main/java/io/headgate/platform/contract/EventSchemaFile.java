package io.headgate.platform.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Reads an Avro schema file and says where it is wrong. */
final class EventSchemaFile {
  /** Columns of the raw table beside the event's own. */
  static final Set<String> RESERVED = Set.of("event_date", "window");

  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"|[:'] ?([A-Za-z_][\\w.]*)'?$");

  private final String file;
  private final String text;
  private final Mistakes mistakes;

  EventSchemaFile(String file, String text, Mistakes mistakes) {
    this.file = file;
    this.text = text;
    this.mistakes = mistakes;
  }

  Optional<Schema> read() {
    try {
      // Avro says no line, so a slip of JSON is found by a parser that does.
      new ObjectMapper().readTree(text);
      Schema schema = new Schema.Parser().parse(text);
      if (schema.getType() != Schema.Type.RECORD) {
        mistakes.add(
            file,
            1,
            "an event is a record, and this schema is " + schema.getType().getName(),
            "Declare \"type\": \"record\" with \"fields\"");
        return Optional.empty();
      }
      checkNames(schema);
      checkUnions(schema);
      new PiiFields(this).check(schema);
      return Optional.of(schema);
    } catch (JsonProcessingException e) {
      mistakes.add(
          file, e.getLocation().getLineNr(), "it is not JSON: " + firstLine(e), "Correct the line");
    } catch (AvroRuntimeException e) {
      mistakes.add(
          file, lineOf(e), "it is not an Avro schema: " + firstLine(e), "Correct the schema");
    }
    return Optional.empty();
  }

  /** Adds a mistake at a field's line. */
  void report(String field, String reason, String remedy) {
    mistakes.add(file, line(text, field), reason, remedy);
  }

  private void checkNames(Schema schema) {
    Set<String> seen = new TreeSet<>();
    for (Schema.Field field : schema.getFields()) {
      String name = field.name();
      if (name.startsWith("_") || RESERVED.contains(name)) {
        mistakes.add(
            file,
            line(text, name),
            "field '" + name + "' has a reserved name",
            "Give it another name");
      } else if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        mistakes.add(
            file,
            line(text, name),
            "field '" + name + "' differs from another one in upper and lower case only",
            "Give it another name");
      }
    }
  }

  /** A column has one type, and may be null. */
  private void checkUnions(Schema schema) {
    for (Schema.Field field : schema.getFields()) {
      long types =
          !field.schema().isUnion()
              ? 1
              : field.schema().getTypes().stream()
                  .filter(type -> type.getType() != Schema.Type.NULL)
                  .count();
      if (types != 1) {
        mistakes.add(
            file,
            line(text, field.name()),
            "field '%s' is a union of %d types beside null, and a column has one"
                .formatted(field.name(), types),
            "Make it one type, or one field per type");
      }
    }
  }

  /** The line of the first name that the message quotes and the file holds. */
  private int lineOf(AvroRuntimeException e) {
    Matcher names = QUOTED.matcher(firstLine(e));
    while (names.find()) {
      String name = names.group(1) != null ? names.group(1) : names.group(2);
      if (text.contains("\"" + name + "\"")) {
        return line(text, name);
      }
    }
    return 1;
  }

  /** The line where the name stands in quotes for the first time. */
  static int line(String text, String name) {
    int at = text.indexOf("\"" + name + "\"");
    return at < 0 ? 1 : 1 + (int) text.substring(0, at).lines().count() - (at == 0 ? 1 : 0);
  }

  private static String firstLine(Exception e) {
    String message =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    return message.lines().findFirst().orElse("").replaceAll("\\.$", "");
  }
}
