package io.headgate.registry.schema;

import io.headgate.platform.registry.Compatibility;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What is demanded of subjects: compatibility and mode, by default and for each. */
public final class Configuration {
  private final Jdbi jdbi;
  private final Clock clock;

  public Configuration(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  public Compatibility defaultLevel() {
    return read(SubjectSettings::defaultLevel);
  }

  /** Empty when the subject follows the default. */
  public Optional<Compatibility> level(String subject) {
    return read(settings -> settings.level(subject));
  }

  /** Its own, or the default. */
  public Compatibility demanded(String subject) {
    return read(settings -> settings.demanded(subject));
  }

  public void setDefaultLevel(Compatibility level) {
    jdbi.useTransaction(
        handle -> {
          SubjectSettings settings = new SubjectSettings(handle);
          settings.requireWritable();
          settings.setDefaultLevel(level);
        });
  }

  public void setLevel(String subject, Compatibility level) {
    change(
        subject,
        settings -> {
          settings.requireWritable(subject);
          settings.setLevel(subject, level);
        });
  }

  /** The subject follows the default from now on; answers what it had. */
  public Compatibility dropLevel(String subject) {
    return jdbi.inTransaction(
        handle -> {
          SubjectSettings settings = new SubjectSettings(handle);
          Compatibility before =
              settings.level(subject).orElseThrow(() -> SchemaProblems.subjectNotFound(subject));
          settings.requireWritable(subject);
          settings.setLevel(subject, null);
          return before;
        });
  }

  public SchemaMode defaultMode() {
    return read(SubjectSettings::defaultMode);
  }

  /** Empty when the subject follows the default. */
  public Optional<SchemaMode> mode(String subject) {
    return read(settings -> settings.mode(subject));
  }

  public void setDefaultMode(SchemaMode mode) {
    jdbi.useTransaction(handle -> new SubjectSettings(handle).setDefaultMode(mode));
  }

  public void setMode(String subject, SchemaMode mode) {
    change(subject, settings -> settings.setMode(subject, mode));
  }

  /** The subject follows the default from now on; answers what it had. */
  public SchemaMode dropMode(String subject) {
    return jdbi.inTransaction(
        handle -> {
          SubjectSettings settings = new SubjectSettings(handle);
          SchemaMode before =
              settings.mode(subject).orElseThrow(() -> SchemaProblems.subjectNotFound(subject));
          settings.setMode(subject, null);
          return before;
        });
  }

  private void change(String subject, Consumer<SubjectSettings> change) {
    jdbi.useTransaction(
        handle -> {
          new SubjectRows(handle, clock.instant()).lock(subject);
          change.accept(new SubjectSettings(handle));
        });
  }

  private <T> T read(Function<SubjectSettings, T> question) {
    return jdbi.withHandle((Handle handle) -> question.apply(new SubjectSettings(handle)));
  }
}
