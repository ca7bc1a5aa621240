package io.headgate.local.apply;

import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.platform.apply.ApplyPipeline;
import io.headgate.platform.apply.Plan;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.Settings;
import io.headgate.platform.job.SettingsSource;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Applies a pipeline folder to the components of a stack. */
public final class StackApply {
  private StackApply() {}

  /**
   * Shows the plan, and carries it out.
   *
   * @param dryRun show the plan only
   */
  public static Plan apply(StackLayout layout, Path folder, boolean dryRun, PrintStream out) {
    StackProperties.existing(layout);
    Settings settings = new SettingsSource(System.getenv()).read(Map.of(), layout.config());
    System.setProperty("spark.master", "local[1]");
    try (SparkSession spark = LakeSession.open("apply", LakeAccess.of(settings));
        ApplyPipeline apply = new ApplyPipeline(settings, spark, layout.pipelines())) {
      PipelineContract contract = ApplyPipeline.load(spark, folder);
      Plan plan = apply.plan(contract, folder);
      out.println(plan.toString().indent(2).stripTrailing());
      if (!dryRun) {
        apply.carryOut(plan, step -> {});
      }
      return plan;
    }
  }
}
