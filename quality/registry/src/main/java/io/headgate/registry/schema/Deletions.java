package io.headgate.registry.schema;

import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;

/**
 * Takes versions and subjects away: softly at first, which hides them, and for good only what was
 * hidden before.
 */
public final class Deletions {
  private final Jdbi jdbi;
  private final Clock clock;

  public Deletions(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Deletes a subject with its level and mode.
   *
   * @return the versions that were deleted, oldest first
   */
  public List<Integer> subject(String subject, boolean permanent) {
    return jdbi.inTransaction(
        handle -> {
          SubjectRows rows = new SubjectRows(handle, clock.instant());
          SubjectSettings settings = new SubjectSettings(handle);
          List<SubjectVersion> all = locked(rows, subject);
          settings.requireWritable(subject);
          List<SubjectVersion> meant =
              all.stream().filter(version -> version.deleted() == permanent).toList();
          if (meant.isEmpty() || (permanent && meant.size() < all.size())) {
            throw permanent
                ? SchemaProblems.subjectNotSoftDeleted(subject)
                : SchemaProblems.subjectSoftDeleted(subject);
          }
          meant.forEach(version -> delete(rows, version, permanent));
          settings.setLevel(subject, null);
          settings.setMode(subject, null);
          return meant.stream().map(SubjectVersion::version).toList();
        });
  }

  /**
   * Deletes one version.
   *
   * @param choice finds it among the versions that may be meant, oldest first and never empty
   */
  public SubjectVersion version(
      String subject, Function<List<SubjectVersion>, SubjectVersion> choice, boolean permanent) {
    return jdbi.inTransaction(
        handle -> {
          SubjectRows rows = new SubjectRows(handle, clock.instant());
          SubjectVersion version = choice.apply(locked(rows, subject));
          if (version.deleted() != permanent) {
            throw permanent
                ? SchemaProblems.versionNotSoftDeleted(subject, version.version())
                : SchemaProblems.versionSoftDeleted(subject, version.version());
          }
          new SubjectSettings(handle).requireWritable(subject);
          delete(rows, version, permanent);
          return version;
        });
  }

  private static List<SubjectVersion> locked(SubjectRows rows, String subject) {
    rows.lock(subject);
    List<SubjectVersion> all = rows.versions(subject, Shown.ALL);
    if (all.isEmpty()) {
      throw SchemaProblems.subjectNotFound(subject);
    }
    return all;
  }

  private static void delete(SubjectRows rows, SubjectVersion version, boolean permanent) {
    if (permanent) {
      rows.remove(version.subject(), version.version());
    } else {
      rows.hide(version.subject(), version.version());
    }
  }
}
