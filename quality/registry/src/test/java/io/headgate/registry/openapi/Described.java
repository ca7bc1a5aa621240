package io.headgate.registry.openapi;

import static java.util.stream.Collectors.toCollection;

import java.util.Set;
import java.util.TreeSet;

/** The calls that are described, whether they are served or not. */
public final class Described {
  private Described() {}

  public static Set<String> calls() {
    return OpenApiDocument.OPERATIONS.stream()
        .map(each -> each.method() + " " + each.path())
        .collect(toCollection(TreeSet::new));
  }
}
