package io.headgate.registry.lineage;

import io.headgate.platform.registry.ColumnEdge;
import io.headgate.registry.lineage.ContractGraph.Link;
import java.util.Collection;
import java.util.Set;

/** What is known of lineage at one instant. */
public interface LineageFacts {
  /** Links that leave one of the datasets. */
  Collection<Link> linksFrom(Set<String> datasets);

  /** Links that enter one of the datasets. */
  Collection<Link> linksTo(Set<String> datasets);

  /** Columns that go from one of the datasets into others. */
  Collection<ColumnEdge> columnsFrom(Set<String> datasets);

  /** Columns that go into one of the datasets. */
  Collection<ColumnEdge> columnsTo(Set<String> datasets);
}
