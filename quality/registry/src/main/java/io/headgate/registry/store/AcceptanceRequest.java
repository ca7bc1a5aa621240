package io.headgate.registry.store;

import java.time.Instant;

/**
 * An acceptance that somebody asks for.
 *
 * @param until when it ends, exclusive; in the future
 */
public record AcceptanceRequest(String partition, String reason, String who, Instant until) {}
