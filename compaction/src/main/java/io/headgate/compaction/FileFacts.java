package io.headgate.compaction;

import java.time.Instant;
import javax.annotation.Nullable;

/**
 * What the planner knows of one data file.
 *
 * @param bytes its size
 * @param addedAt when its rows were committed; null when a rewrite made the file, or the snapshot
 *     has expired: then the rows are old
 * @param layout the {@link Layout} in which a rewrite of ours wrote it, or null
 */
public record FileFacts(long bytes, @Nullable Instant addedAt, @Nullable String layout) {}
