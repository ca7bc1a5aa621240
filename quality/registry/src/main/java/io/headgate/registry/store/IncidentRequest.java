package io.headgate.registry.store;

import javax.annotation.Nullable;

/**
 * An incident that somebody opens.
 *
 * @param dataset the dataset that it is about, or null: the pipeline as a whole
 * @param partition the partition of the dataset that it is about, or what else tells it from others
 *     of the dataset; null: all of it
 * @param holds whether gates are shut while it is open; null for no
 */
public record IncidentRequest(
    String kind,
    String pipeline,
    @Nullable String dataset,
    @Nullable String partition,
    String text,
    @Nullable Boolean holds) {}
