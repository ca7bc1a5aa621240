package io.headgate.registry.http;

import io.headgate.registry.schema.SchemaProblems;
import io.headgate.registry.schema.SubjectVersion;
import java.util.List;
import java.util.Optional;

/** Versions and ids as they stand in a path. */
final class SchemaVersions {
  private SchemaVersions() {}

  /**
   * Finds the version that a path names.
   *
   * @param versions of one subject, oldest first, not empty
   * @param asked a number from 1, {@code latest} or {@code -1}
   */
  static SubjectVersion choose(List<SubjectVersion> versions, String asked) {
    if (asked.equals("latest") || asked.equals("-1")) {
      return versions.get(versions.size() - 1);
    }
    int version =
        number(asked)
            .filter(number -> number > 0)
            .orElseThrow(() -> SchemaProblems.invalidVersion(asked));
    return versions.stream()
        .filter(one -> one.version() == version)
        .findFirst()
        .orElseThrow(() -> SchemaProblems.versionNotFound(versions.get(0).subject(), asked));
  }

  /**
   * Finds the version that a path names for a deletion, which is for good only for one that was
   * deleted softly.
   *
   * @param versions of one subject, oldest first, deleted ones too, not empty
   */
  static SubjectVersion chooseToDelete(
      List<SubjectVersion> versions, String asked, boolean permanent) {
    List<SubjectVersion> meant =
        versions.stream().filter(version -> version.deleted() == permanent).toList();
    boolean newest = asked.equals("latest") || asked.equals("-1");
    return choose(newest && !meant.isEmpty() ? meant : versions, asked);
  }

  static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
