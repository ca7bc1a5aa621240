package io.headgate.registry.consumer;

import io.headgate.platform.contract.Enrichment;
import io.headgate.platform.contract.EventType;
import io.headgate.platform.contract.PiiDeclaration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.annotation.Nullable;
import org.apache.avro.Schema;

/**
 * Whether the tables, aggregates and rollups of a pipeline would go on if its events came in a new
 * schema. A stream reads in the newest schema and keeps the columns of those before it, so what was
 * known before is the contract's schema and the newest one that was registered.
 */
public final class ConsumerReview {
  private final TopicReader reader;
  private final Schema candidate;
  private final boolean comesByApply;
  private final List<Schema.Field> known;
  private final List<Incompatibility> found = new ArrayList<>();

  private ConsumerReview(
      TopicReader reader, @Nullable Schema newest, Schema candidate, boolean comesByApply) {
    this.reader = reader;
    this.candidate = candidate;
    this.comesByApply = comesByApply;
    this.known = known(reader, newest);
  }

  /**
   * What would break; empty when nothing would.
   *
   * @param newest the schema that was registered last, or null
   * @param candidate the one that is to follow it
   * @param comesByApply whether it comes with the next contract of another pipeline, and not from a
   *     producer
   */
  public static List<Incompatibility> of(
      TopicReader reader, @Nullable Schema newest, Schema candidate, boolean comesByApply) {
    ConsumerReview review = new ConsumerReview(reader, newest, candidate, comesByApply);
    review.review();
    return List.copyOf(review.found);
  }

  private void review() {
    if (candidate.getType() != Schema.Type.RECORD) {
      refuse("", "NO_RECORD: an event is a record, and this is " + ColumnType.name(candidate));
      return;
    }
    String name = reader.type().recordName();
    if (reader.goesByName() && !candidate.getFullName().equals(name)) {
      refuse(
          "/name",
          "NAME_CHANGED: the topic's event types are told apart by the names of their records, and"
              + " %s reads %s".formatted(reader.contract().name(), name));
    }
    known.forEach(this::field);
    for (Schema.Field field : candidate.getFields()) {
      placeOf(field);
      if (known.stream().noneMatch(before -> before.name().equals(field.name()))) {
        added(field);
      }
    }
  }

  private void field(Schema.Field before) {
    Schema.Field after = candidate.getField(before.name());
    List<ColumnUse> uses = ColumnUses.of(reader, before.name());
    if (after == null) {
      removed(before, uses);
      return;
    }
    String path = path(after);
    if (!ColumnType.accepts(before.schema(), after.schema())) {
      String reason =
          "TYPE_CHANGED: %s is %s and becomes %s"
              .formatted(
                  before.name(), ColumnType.name(before.schema()), ColumnType.name(after.schema()));
      refuse(path + "/type", reason);
      uses.forEach(use -> refuse(path + "/type", reason, use));
    }
    if (!ColumnType.isNullable(before.schema()) && ColumnType.isNullable(after.schema())) {
      uses.stream()
          .filter(ColumnUse::needsValue)
          .forEach(
              use ->
                  refuse(path + "/type", "NULL_ALLOWED: " + before.name() + " may be null", use));
    }
    if (!PiiDeclaration.agree(before, after)) {
      masking(before, after);
    }
    // What came before the door looked for it is no reason to refuse every later change.
    if (PiiDeclaration.mistakes(before).isEmpty()) {
      mistakes(after);
    }
  }

  /**
   * A stream masks the fields of its recorded contract as that says, whatever is registered; so an
   * apply of another pipeline changes nothing here. A field that the contract does not have yet is
   * masked as the newest schema says, so that may add a mask and not take one away.
   */
  private void masking(Schema.Field before, Schema.Field after) {
    boolean isDeclared = reader.declared().getField(before.name()) != null;
    if (comesByApply && (isDeclared || !PiiDeclaration.isMasked(before))) {
      return;
    }
    refuse(
        path(after),
        "MASKING_CHANGED: pii of %s is %s and becomes %s; %s"
            .formatted(
                before.name(),
                PiiDeclaration.words(before),
                PiiDeclaration.words(after),
                comesByApply
                    ? "the contract of %s does not have the field yet, so apply that pipeline first, with the schema that is registered now"
                        .formatted(reader.contract().name())
                    : "that takes a new contract, by headgate apply"));
  }

  private void mistakes(Schema.Field field) {
    PiiDeclaration.mistakes(field)
        .forEach(mistake -> refuse(path(field), "MASKING_IMPOSSIBLE: " + mistake.sentences()));
  }

  /** A new column is masked alike in all event types, and with a key that is known to be there. */
  private void addedMask(Schema.Field field) {
    for (EventType other : reader.otherTypes()) {
      Schema.Field twin = other.avro().getField(field.name());
      if (twin != null && !PiiDeclaration.agree(twin, field)) {
        refuse(
            path(field),
            "MASKING_CONFLICT: pii of %s is %s, and in event type %s it is %s. Write the same in both."
                .formatted(
                    field.name(),
                    PiiDeclaration.words(field),
                    other.name(),
                    PiiDeclaration.words(twin)));
      }
    }
    if (!comesByApply && PiiDeclaration.isHashed(field) && !hashesAlready()) {
      refuse(
          path(field),
          "HASH_KEY_UNKNOWN: pii of %s is hash, and pipeline %s hashes nothing yet, so its streams may lack pii.hash-key. Bring the field by headgate apply, which asks for the key, or write redact, truncate or drop."
              .formatted(field.name(), reader.contract().name()));
    }
  }

  private boolean hashesAlready() {
    return reader.contract().eventTypes().stream()
        .flatMap(type -> type.avro().getFields().stream())
        .anyMatch(PiiDeclaration::isHashed);
  }

  private void removed(Schema.Field before, List<ColumnUse> uses) {
    String path = path(before);
    uses.forEach(use -> refuse(path, "FIELD_REMOVED: " + before.name(), use));
    if (!before.hasDefaultValue()) {
      refuse(
          path,
          "FIELD_REMOVED: %s has no default, so events without it could not be read"
              .formatted(before.name()));
    }
  }

  /** A column has one type over all event types. */
  private void placeOf(Schema.Field field) {
    for (EventType other : reader.otherTypes()) {
      Schema.Field twin = other.avro().getField(field.name());
      if (twin != null && !ColumnType.canShare(twin.schema(), field.schema())) {
        refuse(
            path(field) + "/type",
            "COLUMN_CONFLICT: %s is %s, and in event type %s it is %s"
                .formatted(
                    field.name(),
                    ColumnType.name(field.schema()),
                    other.name(),
                    ColumnType.name(twin.schema())));
      }
    }
  }

  private void added(Schema.Field field) {
    mistakes(field);
    addedMask(field);
    if (field.name().startsWith("_")) {
      refuse(path(field), "COLUMN_TAKEN: names that begin with _ are those of technical columns");
    }
    for (Enrichment enrichment : reader.contract().enrichments()) {
      if (enrichment.columns().values().stream().anyMatch(field.name()::equalsIgnoreCase)) {
        refuse(
            path(field),
            "COLUMN_TAKEN: the enrichment from %s makes a column %s"
                .formatted(enrichment.reference(), field.name()));
      }
    }
    columns()
        .filter(name -> name.equalsIgnoreCase(field.name()) && !name.equals(field.name()))
        .findFirst()
        .ifPresent(
            name ->
                refuse(
                    path(field),
                    "COLUMN_TAKEN: %s differs from column %s in upper and lower case only"
                        .formatted(field.name(), name)));
  }

  private Stream<String> columns() {
    return Stream.concat(
            known.stream(),
            reader.otherTypes().stream().flatMap(type -> type.avro().getFields().stream()))
        .map(Schema.Field::name);
  }

  private void refuse(String path, String reason) {
    found.add(new Incompatibility(path, reason, reader.rawTable()));
  }

  private void refuse(String path, String reason, ColumnUse use) {
    found.add(new Incompatibility(path, reason + ", which it " + use.how(), use.consumer()));
  }

  private static String path(Schema.Field field) {
    return "/fields/" + field.pos();
  }

  private static List<Schema.Field> known(TopicReader reader, @Nullable Schema newest) {
    Schema declared = reader.declared();
    // Under the topic's own name a subject may have records of all its types.
    boolean isOther =
        newest == null
            || newest.getType() != Schema.Type.RECORD
            || (reader.goesByName() && !newest.getFullName().equals(declared.getFullName()));
    if (isOther) {
      return declared.getFields();
    }
    return Stream.concat(
            newest.getFields().stream(),
            declared.getFields().stream().filter(field -> newest.getField(field.name()) == null))
        .toList();
  }
}
