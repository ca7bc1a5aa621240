package io.headgate.local.replay;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.List;

/**
 * The recorded events of a pipeline. The SQL that reads the file stands in {@code
 * replay/<pipeline>.sql}.
 *
 * @param pipeline pipeline name
 * @param file name in the folder of recordings
 * @param keyField field of the event that becomes the Kafka key
 */
record Recording(String pipeline, String file, String keyField) {
  private static final List<Recording> ALL =
      List.of(new Recording("flights", "flights-3m.parquet", "origin"));

  static Recording of(String pipeline) {
    return ALL.stream()
        .filter(recording -> recording.pipeline().equals(pipeline))
        .findFirst()
        .orElseThrow(
            () ->
                new HeadgateException(
                    ExitCode.BAD_CONFIGURATION,
                    "Cannot replay pipeline %s: there is no recording of it, only of %s. Name one of these, or produce to its topic."
                        .formatted(pipeline, ALL.stream().map(Recording::pipeline).toList())));
  }
}
