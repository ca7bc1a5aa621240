package io.headgate.registry.schema;

import io.headgate.platform.registry.Compatibility;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The SQL of subjects, on one connection. */
final class SubjectRows {
  private static final RowMapper<SubjectVersion> VERSION =
      (rs, context) ->
          new SubjectVersion(
              rs.getString("subject"),
              rs.getInt("version"),
              rs.getInt("schema_id"),
              rs.getString("definition"));

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
    return versionOf(subject, schemaId).orElseThrow();
  }

  Optional<SubjectVersion> versionOf(String subject, int schemaId) {
    return versions(subject).stream().filter(version -> version.schemaId() == schemaId).findFirst();
  }

  Optional<SubjectVersion> versionWith(String subject, byte[] fingerprint) {
    return handle
        .createQuery(
            """
            SELECT subject, version, schema_id, definition
            FROM subject_version JOIN schema_definition USING (schema_id)
            WHERE subject = :subject AND fingerprint = :fingerprint
            """)
        .bind("subject", subject)
        .bind("fingerprint", fingerprint)
        .map(VERSION)
        .findOne();
  }

  List<SubjectVersion> versions(String subject) {
    return handle
        .createQuery(
            """
            SELECT subject, version, schema_id, definition
            FROM subject_version JOIN schema_definition USING (schema_id)
            WHERE subject = :subject ORDER BY version
            """)
        .bind("subject", subject)
        .map(VERSION)
        .list();
  }

  /** Those that have a version; a subject may have a level before its first schema. */
  List<String> names() {
    return handle
        .createQuery("SELECT DISTINCT subject FROM subject_version ORDER BY subject")
        .mapTo(String.class)
        .list();
  }

  Optional<String> definition(int schemaId) {
    return handle
        .createQuery("SELECT definition FROM schema_definition WHERE schema_id = :schemaId")
        .bind("schemaId", schemaId)
        .mapTo(String.class)
        .findOne();
  }

  Compatibility defaultLevel() {
    return handle
        .createQuery("SELECT compatibility FROM default_compatibility")
        .mapTo(Compatibility.class)
        .one();
  }

  Optional<Compatibility> level(String subject) {
    return handle
        .createQuery(
            """
            SELECT compatibility FROM subject
            WHERE subject = :subject AND compatibility IS NOT NULL
            """)
        .bind("subject", subject)
        .mapTo(Compatibility.class)
        .findOne();
  }

  void setDefaultLevel(Compatibility level) {
    handle
        .createUpdate("UPDATE default_compatibility SET compatibility = :level")
        .bind("level", level)
        .execute();
  }

  void setLevel(String subject, Compatibility level) {
    handle
        .createUpdate("UPDATE subject SET compatibility = :level WHERE subject = :subject")
        .bind("subject", subject)
        .bind("level", level)
        .execute();
  }
}
