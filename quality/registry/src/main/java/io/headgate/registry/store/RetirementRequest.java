package io.headgate.registry.store;

import javax.annotation.Nullable;

/**
 * That somebody wants a pipeline to end.
 *
 * @param dryRun true to be told only whether it may end
 */
public record RetirementRequest(String reason, String who, @Nullable Boolean dryRun) {}
