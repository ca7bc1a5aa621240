package io.headgate.registry.store;

import io.headgate.http.Problem;
import org.jdbi.v3.core.Handle;

/** The SQL of the tables that maintenance looks after, on one connection. */
record MaintainedTables(Handle handle) {
  /** Makes sure that a pipeline has it. */
  void require(String name) {
    boolean known =
        handle
            .createQuery("SELECT EXISTS (SELECT FROM maintained_table WHERE name = :name)")
            .bind("name", name)
            .mapTo(Boolean.class)
            .one();
    if (!known) {
      throw Problem.notFound(
          "No pipeline has a table '%s'. Apply the pipeline that fills it, or correct the name."
              .formatted(name));
    }
  }
}
