package io.headgate.registry.schema;

import io.headgate.platform.registry.Compatibility;
import java.util.Optional;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;

/** The SQL of what is demanded of subjects: compatibility and mode, on one connection. */
final class SubjectSettings {
  private final Handle handle;

  SubjectSettings(Handle handle) {
    this.handle = handle;
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

  Compatibility demanded(String subject) {
    return level(subject).orElseGet(this::defaultLevel);
  }

  void setDefaultLevel(Compatibility level) {
    handle
        .createUpdate("UPDATE default_compatibility SET compatibility = :level")
        .bind("level", level)
        .execute();
  }

  void setLevel(String subject, @Nullable Compatibility level) {
    handle
        .createUpdate("UPDATE subject SET compatibility = :level WHERE subject = :subject")
        .bind("subject", subject)
        .bind("level", level == null ? null : level.name())
        .execute();
  }

  SchemaMode defaultMode() {
    return handle.createQuery("SELECT mode FROM default_mode").mapTo(SchemaMode.class).one();
  }

  Optional<SchemaMode> mode(String subject) {
    return handle
        .createQuery("SELECT mode FROM subject WHERE subject = :subject AND mode IS NOT NULL")
        .bind("subject", subject)
        .mapTo(SchemaMode.class)
        .findOne();
  }

  void setDefaultMode(SchemaMode mode) {
    handle.createUpdate("UPDATE default_mode SET mode = :mode").bind("mode", mode).execute();
  }

  void setMode(String subject, @Nullable SchemaMode mode) {
    handle
        .createUpdate("UPDATE subject SET mode = :mode WHERE subject = :subject")
        .bind("subject", subject)
        .bind("mode", mode == null ? null : mode.name())
        .execute();
  }

  /** Fails when the subject takes no change. */
  void requireWritable(String subject) {
    if (mode(subject).orElseGet(this::defaultMode) == SchemaMode.READONLY) {
      throw SchemaProblems.readOnly(subject);
    }
  }

  /** Fails when subjects without a mode of their own take no change. */
  void requireWritable() {
    if (defaultMode() == SchemaMode.READONLY) {
      throw SchemaProblems.readOnly(null);
    }
  }
}
