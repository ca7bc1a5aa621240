package io.headgate.streaming.stage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.annotation.Nullable;
import org.apache.spark.sql.catalyst.InternalRow;

/** The one result of a stage, filled anew for every record. */
final class StagedRecord implements Staged {
  private final InternalRow row;
  private final List<String> warnings = new ArrayList<>();
  private Verdict verdict = Verdict.REJECTED;
  @Nullable private Integer schemaId;
  @Nullable private String eventType;
  @Nullable private ErrorClass error;
  @Nullable private String message;

  StagedRecord(InternalRow row) {
    this.row = row;
  }

  /** Forgets the record before. */
  void begin() {
    verdict = Verdict.REJECTED;
    schemaId = null;
    eventType = null;
    error = null;
    message = null;
    if (!warnings.isEmpty()) {
      warnings.clear();
    }
  }

  void hasSchema(Integer id) {
    schemaId = id;
  }

  void hasType(String name) {
    eventType = name;
  }

  void warn(String name) {
    warnings.add(name);
  }

  StagedRecord valid() {
    verdict = Verdict.VALID;
    return this;
  }

  StagedRecord filtered() {
    verdict = Verdict.FILTERED;
    return this;
  }

  StagedRecord rejected(ErrorClass why, String told) {
    verdict = Verdict.REJECTED;
    error = why;
    message = told;
    return this;
  }

  /** The slots, whatever is in them. */
  InternalRow row() {
    return row;
  }

  @Override
  public Verdict verdict() {
    return verdict;
  }

  @Override
  @Nullable
  public InternalRow event() {
    return verdict == Verdict.VALID ? row : null;
  }

  @Override
  @Nullable
  public Integer schemaId() {
    return schemaId;
  }

  @Override
  @Nullable
  public String eventType() {
    return eventType;
  }

  @Override
  @Nullable
  public ErrorClass error() {
    return error;
  }

  @Override
  @Nullable
  public String message() {
    return message;
  }

  @Override
  public List<String> warnings() {
    return Collections.unmodifiableList(warnings);
  }
}
