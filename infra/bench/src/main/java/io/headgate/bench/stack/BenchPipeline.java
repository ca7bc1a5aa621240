package io.headgate.bench.stack;

/**
 * What a pipeline of the benchmarks is; all of them read clicks.
 *
 * @param name of the pipeline, a word for tables and folders
 * @param topic that it reads; several pipelines may read one
 * @param partitions of the topic
 * @param rules whether it has contract rules and a masked field
 * @param exactlyOnce its delivery
 * @param watermarkDelay ISO 8601
 */
public record BenchPipeline(
    String name,
    String topic,
    int partitions,
    boolean rules,
    boolean exactlyOnce,
    String watermarkDelay) {
  /** The field that is masked by {@code hash} where the pipeline has rules. */
  public static final String MASKED = "user_id";

  /** No rules, at least once, ten minutes of watermark, four partitions: nothing is ever late. */
  public static BenchPipeline plain(String name, String topic) {
    return new BenchPipeline(name, topic, 4, false, false, "PT10M");
  }

  public BenchPipeline withRules() {
    return new BenchPipeline(name, topic, partitions, true, exactlyOnce, watermarkDelay);
  }

  /** Name of its aggregate, and of the table in {@code serving}. */
  public String aggregate() {
    return name + "_by_site";
  }

  public String rawTable() {
    return "raw." + name;
  }

  public String quarantineTable() {
    return "quarantine." + name;
  }

  public String servingTable() {
    return "serving." + aggregate();
  }
}
