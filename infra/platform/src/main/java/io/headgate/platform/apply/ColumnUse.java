package io.headgate.platform.apply;

import io.headgate.platform.registry.ColumnEdge.Kind;

/** How a column goes into what is made from it; the names are OpenLineage's subtypes. */
enum ColumnUse {
  IDENTITY(Kind.DIRECT),
  TRANSFORMATION(Kind.DIRECT),
  AGGREGATION(Kind.DIRECT),
  CONDITIONAL(Kind.INDIRECT),
  WINDOW(Kind.INDIRECT),
  JOIN(Kind.INDIRECT),
  FILTER(Kind.INDIRECT),
  GROUP_BY(Kind.INDIRECT),
  SORT(Kind.INDIRECT);

  private final Kind kind;

  ColumnUse(Kind kind) {
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /**
   * The use of a column that is used so first, and then otherwise: what only decides stays so, and
   * of two values the one that is farther from the column.
   */
  ColumnUse then(ColumnUse next) {
    if (kind == Kind.INDIRECT) {
      return this;
    }
    return next.kind == Kind.INDIRECT || next.compareTo(this) > 0 ? next : this;
  }
}
