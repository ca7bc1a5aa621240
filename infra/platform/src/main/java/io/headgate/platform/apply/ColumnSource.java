package io.headgate.platform.apply;

import static java.util.Objects.requireNonNull;

/** A column of a dataset, and how it is used. */
record ColumnSource(String dataset, String column, ColumnUse use) {
  ColumnSource {
    requireNonNull(dataset);
    requireNonNull(column);
    requireNonNull(use);
  }

  /** The same column, when what was made from it is used once more. */
  ColumnSource usedAs(ColumnUse next) {
    return new ColumnSource(dataset, column, use.then(next));
  }
}
