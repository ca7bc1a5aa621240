package io.headgate.streaming.raw;

import java.io.Serializable;
import java.util.List;
import org.apache.iceberg.DataFile;

/**
 * What one task did; of a task that was tried several times, by the attempt that succeeded.
 *
 * @param raw files with valid events
 * @param quarantine files with rejected records
 * @param ranges what was counted, per range
 */
record TaskResult(List<DataFile> raw, List<DataFile> quarantine, List<RangeTally> ranges)
    implements Serializable {}
