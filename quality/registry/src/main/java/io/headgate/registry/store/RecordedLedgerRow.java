package io.headgate.registry.store;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.headgate.platform.registry.LedgerRow;
import java.time.Instant;

/** A ledger row with its number here and when it came. */
public record RecordedLedgerRow(long ledgerId, @JsonUnwrapped LedgerRow row, Instant receivedAt) {}
