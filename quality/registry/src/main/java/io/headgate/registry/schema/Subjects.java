package io.headgate.registry.schema;

import io.headgate.platform.registry.Compatibility;
import io.headgate.registry.schema.CompatibilityCheck.Earlier;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.annotation.Nullable;
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

  /**
   * Registers a schema; one that the subject has already keeps its version.
   *
   * @param level what the subject demands from now on, or null to leave that as it is
   */
  public SubjectVersion register(String subject, String definition, @Nullable Compatibility level) {
    AvroText text = AvroText.parse(definition);
    return jdbi.inTransaction(
        handle -> {
          SubjectRows rows = new SubjectRows(handle, clock.instant());
          rows.lock(subject);
          if (level != null) {
            rows.setLevel(subject, level);
          }
          int schemaId = rows.schemaId(text);
          Optional<SubjectVersion> known = rows.versionOf(subject, schemaId);
          if (known.isPresent()) {
            return known.get();
          }
          Compatibility demanded = rows.level(subject).orElseGet(rows::defaultLevel);
          List<Incompatibility> found =
              CompatibilityCheck.between(text.schema(), earlier(rows, subject), demanded);
          if (!found.isEmpty()) {
            throw SchemaProblems.incompatible(subject, demanded, found);
          }
          return rows.append(subject, schemaId);
        });
  }

  /** The subject's version that has this schema. */
  public Optional<SubjectVersion> find(String subject, String definition) {
    AvroText text = AvroText.parse(definition);
    return read(rows -> rows.versionWith(subject, text.fingerprint()));
  }

  /** Holds a schema against one version, or against all that the subject's level asks for. */
  public List<Incompatibility> check(
      String subject, String definition, @Nullable SubjectVersion against) {
    AvroText text = AvroText.parse(definition);
    return read(
        rows -> {
          Compatibility demanded = rows.level(subject).orElseGet(rows::defaultLevel);
          List<Earlier> earlier =
              against == null
                  ? earlier(rows, subject)
                  : List.of(
                      new Earlier(
                          against.version(), AvroText.parse(against.definition()).schema()));
          return CompatibilityCheck.between(text.schema(), earlier, demanded);
        });
  }

  public List<String> names() {
    return read(SubjectRows::names);
  }

  /** Oldest first; empty for an unknown subject. */
  public List<SubjectVersion> versions(String subject) {
    return read(rows -> rows.versions(subject));
  }

  public Optional<String> schema(int schemaId) {
    return read(rows -> rows.definition(schemaId));
  }

  public Compatibility defaultLevel() {
    return read(SubjectRows::defaultLevel);
  }

  /** Empty when the subject follows the default. */
  public Optional<Compatibility> level(String subject) {
    return read(rows -> rows.level(subject));
  }

  public void setDefaultLevel(Compatibility level) {
    jdbi.useTransaction(handle -> new SubjectRows(handle, clock.instant()).setDefaultLevel(level));
  }

  public void setLevel(String subject, Compatibility level) {
    jdbi.useTransaction(
        handle -> {
          SubjectRows rows = new SubjectRows(handle, clock.instant());
          rows.lock(subject);
          rows.setLevel(subject, level);
        });
  }

  private <T> T read(Function<SubjectRows, T> question) {
    return jdbi.withHandle(
        (Handle handle) -> question.apply(new SubjectRows(handle, clock.instant())));
  }

  private static List<Earlier> earlier(SubjectRows rows, String subject) {
    return rows.versions(subject).stream()
        .map(
            version ->
                new Earlier(version.version(), AvroText.parse(version.definition()).schema()))
        .toList();
  }
}
