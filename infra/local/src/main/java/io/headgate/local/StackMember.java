package io.headgate.local;

import io.headgate.components.Component;
import java.util.Set;

/**
 * A component of a stack.
 *
 * @param after names of those that must serve before it is started
 */
record StackMember(Component component, Set<String> after) {
  StackMember {
    after = Set.copyOf(after);
  }

  static StackMember of(Component component, String... after) {
    return new StackMember(component, Set.of(after));
  }

  String name() {
    return component.name();
  }
}
