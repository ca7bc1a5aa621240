package io.headgate.registry.schema;

import io.headgate.platform.registry.Compatibility;
import io.headgate.registry.consumer.ConsumerReview;
import io.headgate.registry.consumer.Incompatibility;
import io.headgate.registry.store.SchemaRefusals;
import io.headgate.registry.store.TopicReaders;
import java.util.List;
import javax.annotation.Nullable;
import org.apache.avro.Schema;
import org.jdbi.v3.core.Handle;

/**
 * The one way in for a schema: it must suit the subject's earlier versions and the pipelines that
 * read the topic. A refusal is an incident of these pipelines until a version is registered.
 */
public final class SchemaDoor {
  private final Subjects subjects;
  private final SchemaRefusals refusals;

  public SchemaDoor(Subjects subjects, SchemaRefusals refusals) {
    this.subjects = subjects;
    this.refusals = refusals;
  }

  /** Registers a schema, or refuses it with 409 and everything that it would break. */
  public SubjectVersion register(Registration asked) {
    try {
      Subjects.Registered registered = subjects.register(asked, SchemaDoor::review);
      if (registered.isNew()) {
        refusals.passed(asked.subject());
      }
      return registered.version();
    } catch (RefusedSchemaException e) {
      refusals.refused(
          asked.subject(),
          e.recordName(),
          e.incompatibilities().stream().map(Incompatibility::words).toList());
      throw e.problem();
    }
  }

  /** What would be in the way of a producer's schema; changes nothing. */
  public List<Incompatibility> check(
      String subject, String definition, @Nullable Compatibility level) {
    return check(subject, definition, level, null);
  }

  /**
   * The same of a schema that comes by an apply.
   *
   * @param appliedPipeline as in {@link Registration}
   */
  public List<Incompatibility> check(
      String subject,
      String definition,
      @Nullable Compatibility level,
      @Nullable String appliedPipeline) {
    return subjects.check(subject, definition, level, null, appliedPipeline, SchemaDoor::review);
  }

  /** The same, held against one of the subject's versions. */
  public List<Incompatibility> check(String definition, SubjectVersion against) {
    return subjects.check(against.subject(), definition, null, against, null, SchemaDoor::review);
  }

  private static List<Incompatibility> review(
      Handle handle,
      String subject,
      @Nullable Schema newest,
      Schema candidate,
      @Nullable String appliedPipeline) {
    String recordName = candidate.getType() == Schema.Type.RECORD ? candidate.getFullName() : "";
    return TopicReaders.of(handle, subject, recordName).stream()
        .filter(reader -> !reader.contract().name().equals(appliedPipeline))
        .flatMap(
            reader ->
                ConsumerReview.of(reader, newest, candidate, appliedPipeline != null).stream())
        .toList();
  }
}
