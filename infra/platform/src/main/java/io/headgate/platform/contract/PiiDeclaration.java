package io.headgate.platform.contract;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * What an Avro field says about personal data, held against what can be masked. What stands where
 * it would be overlooked is a mistake too: it would let plain values through.
 */
public final class PiiDeclaration {
  private static final List<String> METHODS =
      Arrays.stream(PiiMethod.values())
          .map(method -> method.name().toLowerCase(Locale.ROOT))
          .toList();

  private PiiDeclaration() {}

  /**
   * Why a field cannot be masked as it says.
   *
   * @param reason what is wrong, without a full stop
   * @param remedy what to write, without a full stop
   */
  public record Mistake(String reason, String remedy) {
    /** Both, as sentences. */
    public String sentences() {
      return reason + ". " + remedy + ".";
    }
  }

  /** What is wrong with one field of an event; empty when it can be masked, or is not to be. */
  public static List<Mistake> mistakes(Schema.Field field) {
    List<Mistake> mistakes = new ArrayList<>(ofField(field));
    if (standsWithin(field.schema(), new HashSet<>())) {
      mistakes.add(
          new Mistake(
              "'pii' stands within the type of field '%s', where it masks nothing"
                  .formatted(field.name()),
              "Write it beside the name of a field of the event itself"));
    }
    return mistakes;
  }

  /** Whether both fields are masked in the same way, or neither is. */
  public static boolean agree(Schema.Field one, Schema.Field other) {
    return Pii.PROPERTIES.stream()
        .allMatch(name -> Objects.equals(one.getObjectProp(name), other.getObjectProp(name)));
  }

  /** Whether a field is stored otherwise than it was sent. */
  public static boolean isMasked(Schema.Field field) {
    return field.getObjectProp(Pii.METHOD) != null;
  }

  /** Whether the values are hashed, which takes the key {@code pii.hash-key}. */
  public static boolean isHashed(Schema.Field field) {
    return "hash".equals(field.getObjectProp(Pii.METHOD));
  }

  /** For example {@code truncate, pii_keep 2}, or {@code not set}. */
  public static String words(Schema.Field field) {
    Object keep = field.getObjectProp(Pii.KEEP);
    String method = Objects.toString(field.getObjectProp(Pii.METHOD), "not set");
    return keep == null ? method : "%s, pii_keep %s".formatted(method, keep);
  }

  /**
   * The field, masked as another one.
   *
   * @throws IllegalArgumentException when it cannot be masked so
   */
  public static Schema.Field masked(Schema.Field field, Schema.Field as) {
    Schema.Field copy =
        new Schema.Field(
            field.name(), field.schema(), field.doc(), field.defaultVal(), field.order());
    field.aliases().forEach(copy::addAlias);
    copy(field, copy, false);
    copy(as, copy, true);
    requireValid(copy);
    return copy;
  }

  static void requireValid(Schema.Field field) {
    List<Mistake> mistakes = mistakes(field);
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(
          mistakes.stream()
              .map(Mistake::sentences)
              .collect(joining(" ", "Cannot mask field %s: ".formatted(field.name()), "")));
    }
  }

  private static void copy(Schema.Field from, Schema.Field to, boolean pii) {
    from.getObjectProps()
        .forEach(
            (name, value) -> {
              if (Pii.PROPERTIES.contains(name) == pii) {
                to.addProp(name, value);
              }
            });
  }

  private static List<Mistake> ofField(Schema.Field field) {
    String name = field.name();
    Object method = field.getObjectProp(Pii.METHOD);
    Object keep = field.getObjectProp(Pii.KEEP);
    if (method == null) {
      return keep == null
          ? List.of()
          : List.of(
              new Mistake("field '%s' has 'pii_keep' and no 'pii'".formatted(name), "Add pii"));
    }
    if (!METHODS.contains(method.toString())) {
      return List.of(
          new Mistake(
              "'pii' of field '%s' is '%s', which is not known".formatted(name, method),
              "Known are " + String.join(", ", METHODS)));
    }
    List<Mistake> mistakes = new ArrayList<>();
    if (!method.equals("drop") && !isString(field.schema())) {
      mistakes.add(
          new Mistake(
              "'pii' of field '%s' is '%s', and the field is no string".formatted(name, method),
              "Make it a string, or write \"pii\": \"drop\""));
    }
    boolean truncates = method.equals("truncate");
    if (truncates && !(keep instanceof Integer count && count >= 0)) {
      mistakes.add(
          new Mistake(
              "'pii' of field '%s' is 'truncate' without a number of characters to keep"
                  .formatted(name),
              "Add \"pii_keep\": 2, or another number"));
    } else if (!truncates && keep != null) {
      mistakes.add(
          new Mistake(
              "field '%s' has 'pii_keep', and '%s' keeps nothing".formatted(name, method),
              "Remove it, or write \"pii\": \"truncate\""));
    }
    return mistakes;
  }

  private static boolean isString(Schema schema) {
    return schema.isUnion()
        ? schema.getTypes().stream()
            .filter(type -> type.getType() != Schema.Type.NULL)
            .allMatch(type -> type.getType() == Schema.Type.STRING)
        : schema.getType() == Schema.Type.STRING;
  }

  private static boolean standsWithin(Schema type, Set<String> seen) {
    if (type.getObjectProp(Pii.METHOD) != null) {
      return true;
    }
    return switch (type.getType()) {
      case RECORD ->
          // A record may hold itself.
          seen.add(type.getFullName())
              && type.getFields().stream()
                  .anyMatch(
                      field ->
                          field.getObjectProp(Pii.METHOD) != null
                              || standsWithin(field.schema(), seen));
      case UNION -> type.getTypes().stream().anyMatch(each -> standsWithin(each, seen));
      case ARRAY -> standsWithin(type.getElementType(), seen);
      case MAP -> standsWithin(type.getValueType(), seen);
      default -> false;
    };
  }
}
