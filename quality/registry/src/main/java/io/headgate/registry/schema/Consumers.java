package io.headgate.registry.schema;

import io.headgate.registry.consumer.Incompatibility;
import java.util.List;
import javax.annotation.Nullable;
import org.apache.avro.Schema;
import org.jdbi.v3.core.Handle;

/** Those who read what is written in the schemas of a subject, beside earlier versions of it. */
interface Consumers {
  /**
   * What a schema would break.
   *
   * @param handle the transaction in which the schema is to be registered
   * @param newest the subject's newest schema, or null
   * @param appliedPipeline the pipeline whose next contract comes with the schema: it is not asked,
   *     and the others keep their own masks; null for a producer
   */
  List<Incompatibility> review(
      Handle handle,
      String subject,
      @Nullable Schema newest,
      Schema candidate,
      @Nullable String appliedPipeline);
}
