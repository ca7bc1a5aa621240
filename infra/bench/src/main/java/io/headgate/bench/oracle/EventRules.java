package io.headgate.bench.oracle;

import java.util.Optional;
import org.apache.avro.generic.GenericRecord;

/** What a pipeline asks of a decoded event, written down for the oracle alone. */
@FunctionalInterface
public interface EventRules {
  /**
   * Why the event is not valid; empty when it is.
   *
   * @param brokerMillis timestamp of its record
   */
  Optional<String> broken(GenericRecord event, long brokerMillis);
}
