package io.headgate.registry.http;

import io.headgate.platform.registry.Compatibility;
import io.headgate.registry.schema.SchemaProblems;
import java.util.Locale;

/** Compatibility levels as they stand in a request. */
final class CompatibilityNames {
  private CompatibilityNames() {}

  static Compatibility parse(String name) {
    try {
      return Compatibility.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw SchemaProblems.invalidLevel(name);
    }
  }
}
