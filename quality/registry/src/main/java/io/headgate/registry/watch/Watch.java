package io.headgate.registry.watch;

import java.time.Instant;

/** Something that is looked at again and again, as nobody tells of it. */
public interface Watch {
  /** Looks once; what it finds is in the database when this returns. */
  void look(Instant now);
}
