package io.headgate.streaming.stage;

import java.util.Optional;
import org.apache.avro.Schema;

/** Writer schemas by the id in the wire header. */
@FunctionalInterface
interface WriterSchemas {
  /** Empty when nobody registered the id; waits while that cannot be known. */
  Optional<Schema> find(int id);
}
