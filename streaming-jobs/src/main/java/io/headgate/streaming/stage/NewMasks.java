package io.headgate.streaming.stage;

import io.headgate.platform.contract.Pii;
import io.headgate.platform.contract.PiiDeclaration;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Settings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the masks of fields that come with a registered schema. The registry refuses what no
 * stream could do, but not what was registered before a pipeline read the topic; the stream goes on
 * without such a field. Not thread-safe.
 */
final class NewMasks {
  private static final Logger LOG = LoggerFactory.getLogger(NewMasks.class);

  private final Settings settings;
  private final String pipeline;
  private final Set<String> told = new HashSet<>();

  NewMasks(Settings settings, String pipeline) {
    this.settings = settings;
    this.pipeline = pipeline;
  }

  /** Whether the field can be masked as it says, or is not to be; says once why not. */
  boolean areDoable(Schema.Field field) {
    String reason = obstacle(field);
    if (!reason.isEmpty() && told.add(reason)) {
      LOG.warn(
          "schemas pipeline={} field={} left_out=true reason=\"{}\"",
          pipeline,
          field.name(),
          reason);
    }
    return reason.isEmpty();
  }

  private String obstacle(Schema.Field field) {
    List<PiiDeclaration.Mistake> mistakes = PiiDeclaration.mistakes(field);
    if (!mistakes.isEmpty()) {
      return mistakes.get(0).sentences();
    }
    if (PiiDeclaration.isHashed(field)) {
      try {
        var unused = settings.piiHashKey();
      } catch (HeadgateException e) {
        return e.getMessage();
      }
    }
    return "";
  }

  /**
   * A column is masked one way, whichever type of event it came from.
   *
   * @throws IllegalArgumentException naming the field that is not
   */
  static void requireOnePerField(PipelineContract contract) {
    Set<String> seen = new HashSet<>();
    for (Pii pii : contract.pii()) {
      if (!seen.add(pii.field())) {
        throw new IllegalArgumentException(
            "The event types of pipeline %s mask field %s in different ways. Write the same pii in each."
                .formatted(contract.name(), pii.field()));
      }
    }
  }
}
