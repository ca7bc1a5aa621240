package io.headgate.platform.iceberg;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.List;
import java.util.Map;

/**
 * What the tasks of a batch counted. It is written into raw's snapshot with the batch, so that a
 * replay knows what the first reading found without reading again.
 *
 * @param rowsValid events for raw
 * @param rowsFiltered events that the contract's filter left out
 * @param errors records for quarantine, per error class
 * @param warnings valid events per {@code warn} rule and {@code missing:<reference>}
 * @param partitionRows valid events per day, {@code event_date=2026-11-12}
 * @param suspects suspect records per hour and cause, as the ledger has them; a batch of an earlier
 *     release has none
 * @param holes offsets that hold no record for a consumer
 */
public record BatchTally(
    long rowsValid,
    long rowsFiltered,
    Map<String, Long> errors,
    Map<String, Long> warnings,
    Map<String, Long> partitionRows,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, Map<String, Long>> suspects,
    List<OffsetRange> holes) {

  /** Name of the marker's note that holds it. */
  public static final String NOTE = "tally";

  public BatchTally {
    errors = Map.copyOf(errors);
    warnings = Map.copyOf(warnings);
    partitionRows = Map.copyOf(partitionRows);
    suspects =
        suspects.entrySet().stream()
            .collect(toUnmodifiableMap(Map.Entry::getKey, hour -> Map.copyOf(hour.getValue())));
    holes = List.copyOf(holes);
  }

  public long rowsQuarantined() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Records read. */
  public long rowsIn() {
    return rowsValid + rowsFiltered + rowsQuarantined();
  }

  public String json() {
    return Json.write(this);
  }

  public static BatchTally parse(String json) {
    try {
      return Json.MAPPER.readValue(json, BatchTally.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Not a tally of ours: " + json, e);
    }
  }
}
