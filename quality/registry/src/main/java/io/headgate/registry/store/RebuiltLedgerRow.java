package io.headgate.registry.store;

import io.headgate.http.Problem;
import io.headgate.platform.registry.LedgerRow;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A ledger row that was made again from what it left behind.
 *
 * @param unknown names of its fields that could not be known, and so say nothing
 */
public record RebuiltLedgerRow(LedgerRow row, List<String> unknown) {
  private static final Set<String> FIELDS =
      Arrays.stream(LedgerRow.class.getRecordComponents())
          .map(RecordComponent::getName)
          .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
          .collect(Collectors.toUnmodifiableSet());

  public RebuiltLedgerRow {
    unknown = List.copyOf(unknown);
  }

  void refuseUnknownFields() {
    List<String> others = unknown.stream().filter(name -> !FIELDS.contains(name)).toList();
    if (!others.isEmpty()) {
      throw Problem.unprocessable(
          "A ledger row has no field %s. Name its own fields in 'unknown'."
              .formatted(String.join(", ", others)));
    }
  }
}
