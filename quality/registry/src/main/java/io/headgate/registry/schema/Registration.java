package io.headgate.registry.schema;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.registry.Compatibility;
import javax.annotation.Nullable;

/**
 * A schema that somebody wants to register.
 *
 * @param level what the subject demands from now on, or null to leave that as it is
 * @param normalized whether the order of properties is to make no difference
 * @param appliedPipeline the pipeline whose next contract comes with the schema, and was held
 *     against it already; the others keep their own masks. Null for a producer
 */
public record Registration(
    String subject,
    String definition,
    @Nullable Compatibility level,
    boolean normalized,
    @Nullable String appliedPipeline) {
  public Registration {
    requireNonNull(subject);
    requireNonNull(definition);
  }

  AvroText text() {
    AvroText text = AvroText.parse(definition);
    return normalized ? text.normalized() : text;
  }
}
