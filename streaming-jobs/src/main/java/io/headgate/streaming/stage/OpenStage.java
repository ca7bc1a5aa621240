package io.headgate.streaming.stage;

import io.headgate.platform.apply.EventColumns;
import io.headgate.platform.contract.RuleAction;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.streaming.stage.Conditions.Condition;
import io.headgate.streaming.stage.avro.MalformedAvroException;
import java.nio.ByteBuffer;
import java.util.List;
import javax.annotation.Nullable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** The stage of one task. */
final class OpenStage implements RecordStage {
  private static final int HEADER_BYTES = 5;
  private static final int NO_SLOT = -1;

  private final EventReadings readings;
  private final StagedRecord staged;
  private final RequiredFields required;
  private final long toleranceMicros;
  @Nullable private final BasePredicate filter;
  private final GeneratedConditions.Rule[] rules;
  private final Mask[] masks;
  private final Mask.Open[] openMasks;
  private final Lookup.Open[] lookups;
  private final int typeSlot;

  OpenStage(PlannedStage plan, WriterSchemas writers) {
    this.readings = new EventReadings(plan.topics(), writers, plan.slots());
    this.staged = new StagedRecord(new SpecificInternalRow(plan.slots()));
    this.required = plan.required();
    this.toleranceMicros = required.toleranceMicros();
    GeneratedConditions conditions = GeneratedConditions.of(plan.conditions());
    this.filter = conditions.filter();
    this.rules = conditions.rules().toArray(GeneratedConditions.Rule[]::new);
    this.masks = plan.masks().toArray(Mask[]::new);
    this.openMasks = plan.masks().stream().map(Mask::open).toArray(Mask.Open[]::new);
    this.lookups = plan.lookups().stream().map(Lookup::open).toArray(Lookup.Open[]::new);
    this.typeSlot = List.of(plan.slots().fieldNames()).indexOf(EventColumns.EVENT_TYPE);
  }

  @Override
  public Staged apply(ConsumerRecord<byte[], byte[]> record) {
    staged.begin();
    InternalRow event = staged.row();
    if (!decode(record, event)) {
      return staged;
    }
    if (filter != null && !isWanted(event)) {
      return staged;
    }
    if (!keepsRules(record, event)) {
      return staged;
    }
    mask(event);
    for (Lookup.Open lookup : lookups) {
      lookup.apply(event, staged);
    }
    return staged.valid();
  }

  private boolean decode(ConsumerRecord<byte[], byte[]> record, InternalRow event) {
    byte[] value = record.value();
    if (value == null || value.length == 0) {
      return reject(ErrorClass.EMPTY_VALUE, "The record has no value.");
    }
    if (value.length < HEADER_BYTES || value[0] != 0) {
      return reject(
          ErrorClass.NOT_AVRO,
          "The value of "
              + value.length
              + " bytes does not begin with a zero byte and a schema id.");
    }
    int id = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
    staged.hasSchema(id);
    EventReading reading = readings.find(record.topic(), id);
    if (reading == null) {
      return reject(ErrorClass.UNKNOWN_SCHEMA, "The registry knows no schema with id " + id + ".");
    }
    staged.hasType(reading.eventType());
    if (reading.reader() == null) {
      return reject(ErrorClass.INCOMPATIBLE_SCHEMA, reading.conflict());
    }
    return read(reading, id, value, event);
  }

  private boolean read(EventReading reading, int id, byte[] value, InternalRow event) {
    try {
      reading.reader().read(value, HEADER_BYTES, event);
    } catch (MalformedAvroException e) {
      return reject(
          ErrorClass.UNDECODABLE,
          "The bytes are no record of schema %d: %s.".formatted(id, e.getMessage()));
    } catch (StackOverflowError e) {
      return reject(
          ErrorClass.UNDECODABLE,
          "The bytes are no record of schema %d: they are nested too deep.".formatted(id));
    }
    if (typeSlot != NO_SLOT) {
      UTF8String type = reading.typeName();
      event.update(typeSlot, type);
    }
    return true;
  }

  /** An event at which the filter fails is not left out in silence. */
  private boolean isWanted(InternalRow event) {
    try {
      if (filter.eval(event)) {
        return true;
      }
      staged.filtered();
      return false;
    } catch (RuntimeException e) {
      return reject(ErrorClass.RULE_BROKEN, "The filter of the contract fails on the event.");
    }
  }

  private boolean keepsRules(ConsumerRecord<byte[], byte[]> record, InternalRow event) {
    String missing = required.missing(event);
    if (missing != null) {
      return reject(ErrorClass.RULE_BROKEN, "Field " + missing + " is null.");
    }
    for (GeneratedConditions.Rule rule : rules) {
      if (!holds(rule.holds(), event) && !mayPass(rule.condition(), record)) {
        return false;
      }
    }
    if (required.isAhead(event, record.timestamp(), toleranceMicros)) {
      return reject(
          ErrorClass.EVENT_TIME_AHEAD,
          "%s is more than %s ahead of the broker's timestamp."
              .formatted(required.eventTime(), required.toleranceAhead()));
    }
    return true;
  }

  /** Whether an event that breaks the rule is valid all the same. */
  private boolean mayPass(Condition rule, ConsumerRecord<byte[], byte[]> record) {
    if (rule.action() == RuleAction.WARN) {
      staged.warn(rule.name());
      return true;
    }
    String told = "Rule " + rule.name() + " does not hold: " + rule.text();
    if (rule.action() == RuleAction.STOP) {
      throw new HeadgateException(
          ExitCode.CHECKS_FAILED,
          "Cannot go on behind offset %d of %s-%d: rule %s, which stops the stream, does not hold (%s). Mend the producer, or change the rule and apply the pipeline."
              .formatted(
                  record.offset(), record.topic(), record.partition(), rule.name(), rule.text()));
    }
    return reject(ErrorClass.RULE_BROKEN, told);
  }

  private void mask(InternalRow event) {
    for (int i = 0; i < masks.length; i++) {
      int slot = masks[i].slot();
      if (!event.isNullAt(slot)) {
        event.update(slot, openMasks[i].apply(event.getUTF8String(slot)));
      }
    }
  }

  private boolean reject(ErrorClass error, @Nullable String message) {
    staged.rejected(error, message == null ? "" : message);
    return false;
  }

  /** An expression that fails on an event does not hold for it. */
  private static boolean holds(BasePredicate condition, InternalRow event) {
    try {
      return condition.eval(event);
    } catch (RuntimeException e) {
      return false;
    }
  }
}
