package io.headgate.compaction;

import io.headgate.platform.spark.LakeSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides between sorting and Z-ordering by measuring: a sample of the rows is written to a table
 * of its own once for each candidate, in as many files as tell them apart, and the recorded queries
 * are planned on it. The candidate of which they read the fewest bytes is taken.
 *
 * @param table freshly loaded
 * @param queries at least one
 */
record LayoutTrial(SparkSession session, String dataset, Table table, RecordedQueries queries) {
  private static final Logger LOG = LoggerFactory.getLogger(LayoutTrial.class);
  private static final String NAMESPACE = LakeSession.CATALOG + ".trial";
  private static final long SAMPLE_ROWS = 500_000;
  private static final int FILES = 32;
  private static final double CLEARLY_BETTER = 0.8;

  /** More of them make each so coarse that it helps none. */
  private static final int MOST_COLUMNS = 3;

  private static final Set<Type.TypeID> UNORDERED =
      Set.of(Type.TypeID.STRUCT, Type.TypeID.LIST, Type.TypeID.MAP);

  /** What each candidate would make the queries read, the candidates in their order. */
  Map<Layout, Skipping> measure() {
    Map<Layout, Skipping> measured = new LinkedHashMap<>();
    List<Layout> candidates = candidates(columns());
    if (candidates.size() < 2) {
      candidates.forEach(each -> measured.put(each, Skipping.NOTHING));
      return measured;
    }
    String trial = NAMESPACE + "." + dataset.replace('.', '_');
    session.sql("CREATE NAMESPACE IF NOT EXISTS " + NAMESPACE);
    // A trial that was killed has left its table.
    session.sql("DROP TABLE IF EXISTS " + trial + " PURGE");
    try {
      write(trial);
      for (Layout candidate : candidates) {
        Table written = PipelineTables.load(session, trial.substring(trial.indexOf('.') + 1));
        arrange(written, candidate);
        written.refresh();
        Skipping skipping = queries.on(written);
        LOG.info(
            "trial dataset={} layout=\"{}\" files={} files_read={} bytes_read={}",
            dataset,
            candidate,
            skipping.files(),
            skipping.filesRead(),
            skipping.bytesRead());
        measured.put(candidate, skipping);
      }
    } finally {
      session.sql("DROP TABLE IF EXISTS " + trial + " PURGE");
    }
    return measured;
  }

  /**
   * The best of what was measured; of equal ones the first, which is the simplest. The layout that
   * the table has stays unless another one is clearly better, since samples differ from night to
   * night, and a change rewrites everything.
   *
   * @param present what most of the table is in; null when it is in none
   */
  @Nullable
  static Layout best(Map<Layout, Skipping> measured, @Nullable String present) {
    Layout best = null;
    Layout now = null;
    for (Map.Entry<Layout, Skipping> each : measured.entrySet()) {
      if (best == null || each.getValue().bytesRead() < measured.get(best).bytesRead()) {
        best = each.getKey();
      }
      if (each.getKey().toString().equals(present)) {
        now = each.getKey();
      }
    }
    return now == null
            || measured.get(best).bytesRead() < CLEARLY_BETTER * measured.get(now).bytesRead()
        ? best
        : now;
  }

  /** The columns to order by; a partition's own are the same in all of its files. */
  private List<String> columns() {
    Set<Integer> partitioning =
        table.spec().fields().stream()
            .filter(field -> field.transform().isIdentity())
            .map(field -> field.sourceId())
            .collect(Collectors.toSet());
    return queries.columns(table).stream()
        .filter(
            name -> {
              NestedField field = table.schema().findField(name);
              return !partitioning.contains(field.fieldId())
                  && !UNORDERED.contains(field.type().typeId());
            })
        .limit(MOST_COLUMNS)
        .toList();
  }

  static List<Layout> candidates(List<String> columns) {
    List<Layout> candidates = new ArrayList<>();
    for (int first = 0; first < columns.size(); first++) {
      List<String> order = new ArrayList<>(columns);
      order.add(0, order.remove(first));
      candidates.add(Layout.sort(order));
    }
    if (columns.size() > 1) {
      candidates.add(Layout.zOrder(columns));
    }
    return candidates;
  }

  private void write(String trial) {
    long rows =
        Long.parseLong(
            table
                .currentSnapshot()
                .summary()
                .getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0"));
    Dataset<Row> all = session.table(LakeSession.CATALOG + "." + dataset);
    Dataset<Row> sample =
        rows <= SAMPLE_ROWS ? all : all.sample(false, SAMPLE_ROWS / (double) rows, 1L);
    try {
      sample.writeTo(trial).using("iceberg").create();
    } catch (TableAlreadyExistsException e) {
      throw new IllegalStateException("Another trial of " + dataset + " runs without a lease", e);
    }
  }

  private void arrange(Table written, Layout layout) {
    long bytes =
        Long.parseLong(
            written
                .currentSnapshot()
                .summary()
                .getOrDefault(SnapshotSummary.TOTAL_FILE_SIZE_PROP, "0"));
    long target = Math.max(1024, bytes / FILES);
    written
        .updateProperties()
        .set(TableProperties.WRITE_TARGET_FILE_SIZE_BYTES, String.valueOf(target))
        .commit();
    Map<String, String> options = new HashMap<>(PartitionRewrite.sizes(FileSizes.around(target)));
    options.put("rewrite-all", "true");
    layout.arrange(session, written).options(options).execute();
  }
}
