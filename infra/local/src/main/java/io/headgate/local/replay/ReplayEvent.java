package io.headgate.local.replay;

import java.time.Instant;
import org.apache.avro.generic.GenericRecord;

/**
 * One event to send.
 *
 * @param event the fields of the writer schema
 * @param arrivesAt when the broker would have received it
 */
record ReplayEvent(GenericRecord event, Instant arrivesAt) {}
