package io.headgate.bench.spark;

import io.headgate.platform.job.Settings;
import io.headgate.platform.job.SettingsSource;
import java.util.Map;

/** What the plain programs are told; the addresses come from HEADGATE_CONFIG. */
record PlainArguments(
    Settings settings,
    String topic,
    String schemaFile,
    String table,
    String checkpoint,
    long recordsPerBatch,
    long dictionaryBytes) {
  static PlainArguments of(String[] args) {
    return new PlainArguments(
        new SettingsSource(System.getenv()).read(Map.of(), null),
        args[0],
        args[1],
        args[2],
        args[3],
        Long.parseLong(args[4]),
        Long.parseLong(args[5]));
  }
}
