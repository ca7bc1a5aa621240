package io.headgate.registry.store;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.headgate.platform.registry.RunReport;
import java.time.Instant;
import javax.annotation.Nullable;

/** A run as reported, with the score that the registry gave it. */
public record RecordedRun(
    @JsonUnwrapped RunReport report,
    @Nullable Double qualityScore,
    String arithmetic,
    Instant receivedAt) {}
