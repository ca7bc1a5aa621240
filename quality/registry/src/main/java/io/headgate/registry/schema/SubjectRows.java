package io.headgate.registry.schema;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The SQL of subjects and their versions, on one connection. */
final class SubjectRows {
  private static final String SELECT =
      """
      SELECT subject, version, schema_id, definition, deleted_at IS NOT NULL AS deleted
      FROM subject_version JOIN schema_definition USING (schema_id)
      """;
  private static final RowMapper<SubjectVersion> VERSION =
      (rs, context) ->
          new SubjectVersion(
              rs.getString("subject"),
              rs.getInt("version"),
              rs.getInt("schema_id"),
              rs.getString("definition"),
              rs.getBoolean("deleted"));

  private final Handle handle;
  private final Instant now;

  SubjectRows(Handle handle, Instant now) {
    this.handle = handle;
    this.now = now;
  }

  /** Makes the subject if need be; versions of one subject are numbered one after the other. */
  void lock(String subject) {
    handle
        .createUpdate(
            """
            INSERT INTO subject (subject, created_at) VALUES (:subject, :now)
            ON CONFLICT (subject) DO NOTHING
            """)
        .bind("subject", subject)
        .bind("now", now)
        .execute();
    handle
        .createQuery("SELECT subject FROM subject WHERE subject = :subject FOR UPDATE")
        .bind("subject", subject)
        .mapTo(String.class)
        .one();
  }

  /** The id of a schema, which it keeps for ever; no other schema gets it. */
  int schemaId(AvroText text) {
    handle
        .createUpdate(
            """
            INSERT INTO schema_definition (fingerprint, definition, created_at)
            SELECT :fingerprint, :definition, :now
            WHERE NOT EXISTS (SELECT FROM schema_definition WHERE fingerprint = :fingerprint)
            ON CONFLICT (fingerprint) DO NOTHING
            """)
        .bind("fingerprint", text.fingerprint())
        .bind("definition", text.definition())
        .bind("now", now)
        .execute();
    return handle
        .createQuery("SELECT schema_id FROM schema_definition WHERE fingerprint = :fingerprint")
        .bind("fingerprint", text.fingerprint())
        .mapTo(Integer.class)
        .one();
  }

  SubjectVersion append(String subject, int schemaId) {
    handle
        .createUpdate(
            """
            INSERT INTO subject_version (subject, version, schema_id, created_at)
            SELECT :subject, coalesce(max(version), 0) + 1, :schemaId, :now
            FROM subject_version WHERE subject = :subject
            """)
        .bind("subject", subject)
        .bind("schemaId", schemaId)
        .bind("now", now)
        .execute();
    List<SubjectVersion> versions = versions(subject, Shown.LIVE);
    return versions.get(versions.size() - 1);
  }

  /** Oldest first; empty for an unknown subject. */
  List<SubjectVersion> versions(String subject, Shown shown) {
    return handle
        .createQuery(SELECT + "WHERE subject = :subject ORDER BY version")
        .bind("subject", subject)
        .map(VERSION)
        .list()
        .stream()
        .filter(version -> shown.shows(version.deleted()))
        .toList();
  }

  /** Every place of a schema, by subject and version. */
  List<SubjectVersion> versionsOf(int schemaId, Shown shown) {
    return handle
        .createQuery(SELECT + "WHERE schema_id = :schemaId ORDER BY subject, version")
        .bind("schemaId", schemaId)
        .map(VERSION)
        .list()
        .stream()
        .filter(version -> shown.shows(version.deleted()))
        .toList();
  }

  /** Those that have a version; a subject may have a level before its first schema. */
  List<String> names(String prefix, Shown shown) {
    return handle
        .createQuery(
            """
            SELECT subject FROM subject_version WHERE starts_with(subject, :prefix)
            GROUP BY subject
            HAVING CASE :shown
              WHEN 'LIVE' THEN bool_or(deleted_at IS NULL)
              WHEN 'DELETED' THEN bool_and(deleted_at IS NOT NULL)
              ELSE true END
            ORDER BY subject
            """)
        .bind("prefix", prefix)
        .bind("shown", shown.name())
        .mapTo(String.class)
        .list();
  }

  /** A schema that some subject has, or had before it was deleted softly. */
  Optional<String> definition(int schemaId) {
    return handle
        .createQuery(
            """
            SELECT definition FROM schema_definition d
            WHERE schema_id = :schemaId
              AND EXISTS (SELECT FROM subject_version v WHERE v.schema_id = d.schema_id)
            """)
        .bind("schemaId", schemaId)
        .mapTo(String.class)
        .findOne();
  }

  void hide(String subject, int version) {
    handle
        .createUpdate(
            """
            UPDATE subject_version SET deleted_at = :now
            WHERE subject = :subject AND version = :version
            """)
        .bind("subject", subject)
        .bind("version", version)
        .bind("now", now)
        .execute();
  }

  void remove(String subject, int version) {
    handle
        .createUpdate("DELETE FROM subject_version WHERE subject = :subject AND version = :version")
        .bind("subject", subject)
        .bind("version", version)
        .execute();
  }
}
