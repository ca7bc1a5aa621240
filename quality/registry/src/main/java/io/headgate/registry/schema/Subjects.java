package io.headgate.registry.schema;

import io.headgate.platform.registry.Compatibility;
import io.headgate.registry.consumer.Incompatibility;
import io.headgate.registry.schema.CompatibilityCheck.Earlier;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.annotation.Nullable;
import org.apache.avro.Schema;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Subjects and their schema versions. */
public final class Subjects {
  private final Jdbi jdbi;
  private final Clock clock;

  public Subjects(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** A version, and whether it was made now. */
  record Registered(SubjectVersion version, boolean isNew) {}

  /**
   * Registers a schema; one that the subject has already keeps its version.
   *
   * @param consumers who reads the subject
   * @throws RefusedSchemaException when it would break somebody
   */
  Registered register(Registration asked, Consumers consumers) {
    AvroText text = asked.text();
    String subject = asked.subject();
    return jdbi.inTransaction(
        handle -> {
          SubjectRows rows = new SubjectRows(handle, clock.instant());
          SubjectSettings settings = new SubjectSettings(handle);
          rows.lock(subject);
          List<SubjectVersion> live = rows.versions(subject, Shown.LIVE);
          Optional<SubjectVersion> known = same(live, text, asked.normalized());
          boolean keepsLevel =
              asked.level() == null || settings.level(subject).equals(Optional.of(asked.level()));
          if (known.isPresent() && keepsLevel) {
            return new Registered(known.get(), false);
          }
          settings.requireWritable(subject);
          if (!keepsLevel) {
            settings.setLevel(subject, asked.level());
          }
          if (known.isPresent()) {
            return new Registered(known.get(), false);
          }
          Compatibility demanded = settings.demanded(subject);
          List<Incompatibility> found =
              new ArrayList<>(CompatibilityCheck.between(text.schema(), earlier(live), demanded));
          found.addAll(
              consumers.review(
                  handle, subject, newest(live), text.schema(), asked.appliedPipeline()));
          if (!found.isEmpty()) {
            throw new RefusedSchemaException(subject, recordName(text), demanded, found);
          }
          return new Registered(rows.append(subject, rows.schemaId(text)), true);
        });
  }

  /**
   * What would be in the way of registering a schema.
   *
   * @param level what the subject demands; null: what it demands now
   * @param against the one version that the level counts for; null: those that it asks for
   * @param appliedPipeline as in {@link Registration}
   */
  List<Incompatibility> check(
      String subject,
      String definition,
      @Nullable Compatibility level,
      @Nullable SubjectVersion against,
      @Nullable String appliedPipeline,
      Consumers consumers) {
    AvroText text = AvroText.parse(definition);
    return jdbi.inTransaction(
        handle -> {
          List<SubjectVersion> live =
              new SubjectRows(handle, clock.instant()).versions(subject, Shown.LIVE);
          if (same(live, text, false).isPresent() && against == null) {
            return List.of();
          }
          Compatibility demanded =
              level == null ? new SubjectSettings(handle).demanded(subject) : level;
          List<Incompatibility> found =
              new ArrayList<>(
                  CompatibilityCheck.between(
                      text.schema(), earlier(against == null ? live : List.of(against)), demanded));
          found.addAll(
              consumers.review(handle, subject, newest(live), text.schema(), appliedPipeline));
          return List.copyOf(found);
        });
  }

  /** The subject's version that has this schema; of several, the last. */
  public Optional<SubjectVersion> find(
      String subject, String definition, boolean normalized, Shown shown) {
    AvroText text = AvroText.parse(definition);
    return read(rows -> same(rows.versions(subject, shown), text, normalized));
  }

  public List<String> names(String prefix, Shown shown) {
    return read(rows -> rows.names(prefix, shown));
  }

  /** Oldest first; empty for an unknown subject. */
  public List<SubjectVersion> versions(String subject, Shown shown) {
    return read(rows -> rows.versions(subject, shown));
  }

  /** Every subject and version that has the schema of an id. */
  public List<SubjectVersion> versionsOf(int schemaId, Shown shown) {
    return read(rows -> rows.versionsOf(schemaId, shown));
  }

  public Optional<String> schema(int schemaId) {
    return read(rows -> rows.definition(schemaId));
  }

  private <T> T read(Function<SubjectRows, T> question) {
    return jdbi.withHandle(
        (Handle handle) -> question.apply(new SubjectRows(handle, clock.instant())));
  }

  private static Optional<SubjectVersion> same(
      List<SubjectVersion> versions, AvroText text, boolean normalized) {
    String wanted = normalized ? text.normalized().definition() : text.definition();
    return versions.stream()
        .filter(
            version ->
                version.definition().equals(text.definition())
                    || (normalized
                        && AvroText.parse(version.definition())
                            .normalized()
                            .definition()
                            .equals(wanted)))
        .reduce((older, newer) -> newer);
  }

  private static List<Earlier> earlier(List<SubjectVersion> versions) {
    return versions.stream()
        .map(version -> new Earlier(version.version(), parse(version)))
        .toList();
  }

  @Nullable
  private static Schema newest(List<SubjectVersion> live) {
    return live.isEmpty() ? null : parse(live.get(live.size() - 1));
  }

  private static Schema parse(SubjectVersion version) {
    return AvroText.parse(version.definition()).schema();
  }

  private static String recordName(AvroText text) {
    return text.schema().getType() == Schema.Type.RECORD ? text.schema().getFullName() : "";
  }
}
