package io.headgate.compaction;

import java.util.List;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.UnboundTerm;
import org.apache.iceberg.transforms.Transform;

/** The filter that holds for exactly the rows of one partition. */
final class PartitionRows {
  private PartitionRows() {}

  static Expression of(PartitionSpec spec, StructLike partition) {
    Expression all = Expressions.alwaysTrue();
    List<PartitionField> fields = spec.fields();
    for (int i = 0; i < fields.size(); i++) {
      UnboundTerm<Object> term = term(spec, fields.get(i));
      Object value = partition.get(i, Object.class);
      all =
          Expressions.and(
              all, value == null ? Expressions.isNull(term) : Expressions.equal(term, value));
    }
    return all;
  }

  @SuppressWarnings("unchecked")
  private static UnboundTerm<Object> term(PartitionSpec spec, PartitionField field) {
    String column = spec.schema().findColumnName(field.sourceId());
    return field.transform().isIdentity()
        ? Expressions.ref(column)
        : Expressions.transform(column, (Transform<?, Object>) field.transform());
  }
}
