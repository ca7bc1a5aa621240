package io.headgate.local;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The settings of a stack whose warehouse stands in a bucket. Which of the two kinds a stack is, it
 * stays: tables name their files by whole URIs.
 */
final class ObjectStoreSettings {
  static final String BUCKET = "headgate";
  static final String ON = "stack.object-store";

  private ObjectStoreSettings() {}

  /**
   * Makes a stack that has none yet one with an object store.
   *
   * @param values what the stack's file says
   */
  static void choose(StackLayout layout, Map<String, String> values) {
    if (values.containsKey("catalog.warehouse") && !values.containsKey(ON)) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot give the stack in %s an object store: it has its tables in %s, and they cannot move. Use another HEADGATE_STATE, or run headgate down and remove that folder."
              .formatted(layout.state(), values.get("catalog.warehouse")));
    }
    values.put(ON, "true");
  }

  /** Adds what jobs need, when the stack has an object store. */
  static void add(StackLayout layout, Map<String, String> values, Supplier<String> secret) {
    if (!values.containsKey(ON)) {
      return;
    }
    values.computeIfAbsent("s3.access-key-id", key -> secret.get());
    values.computeIfAbsent("s3.secret-access-key", key -> secret.get());
    values.put("s3.endpoint", "http://127.0.0.1:" + layout.port(StackPort.OBJECT_STORE));
    values.put("s3.region", "us-east-1");
    values.put("s3.path-style", "true");
    values.put("catalog.warehouse", "s3://" + BUCKET + "/warehouse");
  }
}
