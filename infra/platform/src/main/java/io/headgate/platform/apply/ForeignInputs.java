package io.headgate.platform.apply;

import io.headgate.platform.contract.Input;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Transform;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.spark.LakeSession;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Holds what transforms read of other pipelines' datasets against the lake's tables. */
final class ForeignInputs {
  private final SparkSession spark;

  ForeignInputs(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Returns when every table is there with the columns that are read.
   *
   * @throws HeadgateException with BAD_CONFIGURATION and all that is missing
   */
  void require(PipelineContract contract) {
    List<String> missing = new ArrayList<>();
    for (Transform transform : contract.transforms()) {
      for (Input input : transform.inputs()) {
        if (!input.columns().isEmpty()) {
          compare(transform, input, missing);
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot apply pipeline %s: %s. Apply the pipeline that makes it first, or correct the input's dataset and columns."
              .formatted(contract.name(), String.join("; ", missing)));
    }
  }

  private void compare(Transform transform, Input input, List<String> missing) {
    String table = LakeSession.CATALOG + "." + input.dataset();
    String of = "transform %s reads %s".formatted(transform.name(), input.dataset());
    if (!spark.catalog().tableExists(table)) {
      missing.add(of + ", which the lake does not have");
      return;
    }
    StructType there = spark.table(table).schema();
    for (StructField column : DatasetColumns.declared(input).fields()) {
      if (there.getFieldIndex(column.name()).isEmpty()) {
        missing.add("%s, which has no column '%s'".formatted(of, column.name()));
      } else if (!there.apply(column.name()).dataType().sameType(column.dataType())) {
        missing.add(
            "%s, whose column '%s' is %s and not %s"
                .formatted(
                    of,
                    column.name(),
                    there.apply(column.name()).dataType().simpleString(),
                    column.dataType().simpleString()));
      }
    }
  }
}
