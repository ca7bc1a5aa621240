package io.headgate.registry.store;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.headgate.platform.registry.LedgerRow;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/**
 * A ledger row with its number here and when it came.
 *
 * @param rebuiltAt when it was made again from snapshots and checkpoints; null when it is the
 *     writer's own
 * @param unknown fields of a row that was made again that say nothing
 */
public record RecordedLedgerRow(
    long ledgerId,
    @JsonUnwrapped LedgerRow row,
    Instant receivedAt,
    @Nullable Instant rebuiltAt,
    List<String> unknown) {}
