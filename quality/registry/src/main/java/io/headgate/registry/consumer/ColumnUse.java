package io.headgate.registry.consumer;

/**
 * That something reads a column of a pipeline's events.
 *
 * @param consumer who, for example {@code aggregate departures_by_origin_hourly}
 * @param how in words that go on after "which it", for example {@code names as its event_id}
 * @param needsValue whether a null would break it
 */
record ColumnUse(String consumer, String how, boolean needsValue) {}
