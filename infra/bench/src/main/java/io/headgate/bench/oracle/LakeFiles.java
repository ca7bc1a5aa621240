package io.headgate.bench.oracle;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The live data files of a lake table, by a walk of its metadata from the catalog's row: no catalog
 * class of the platform takes part.
 *
 * @param paths of the files in the newest snapshot of main
 * @param rows as the metadata counts them
 * @param bytes of the files
 */
public record LakeFiles(List<String> paths, long rows, long bytes) {
  public LakeFiles {
    paths = List.copyOf(paths);
  }

  /**
   * Lists them.
   *
   * @param catalog connection to the catalog's database
   * @param dataset for example {@code raw.flights}
   */
  public static LakeFiles of(Connection catalog, String dataset) throws SQLException, IOException {
    return of(table(catalog, dataset));
  }

  /** Those that readers of catalog {@code published} see. */
  public static LakeFiles published(Connection catalog, String dataset)
      throws SQLException, IOException {
    return of(table(catalog, "published", dataset));
  }

  private static LakeFiles of(Table table) throws IOException {
    List<String> paths = new ArrayList<>();
    long rows = 0;
    long bytes = 0;
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        if (!task.deletes().isEmpty()) {
          throw new IllegalStateException(
              "Deleted rows in " + table.name() + ", which jobs never make");
        }
        paths.add(URI.create(task.file().location()).getPath());
        rows += task.file().recordCount();
        bytes += task.file().fileSizeInBytes();
      }
    }
    return new LakeFiles(paths, rows, bytes);
  }

  /** The table as its current metadata file says, for reading only. */
  public static Table table(Connection catalog, String dataset) throws SQLException {
    return table(catalog, "lake", dataset);
  }

  private static Table table(Connection catalog, String name, String dataset) throws SQLException {
    HadoopFileIO files = new HadoopFileIO(new Configuration());
    return new BaseTable(
        new StaticTableOperations(metadata(catalog, name, dataset), files), dataset);
  }

  private static String metadata(Connection catalog, String name, String dataset)
      throws SQLException {
    int dot = dataset.indexOf('.');
    try (PreparedStatement statement =
        catalog.prepareStatement(
            """
            SELECT metadata_location FROM iceberg_tables
            WHERE catalog_name = ? AND table_namespace = ? AND table_name = ?
            """)) {
      statement.setString(1, name);
      statement.setString(2, dataset.substring(0, dot));
      statement.setString(3, dataset.substring(dot + 1));
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new IllegalArgumentException("No table " + dataset + " in catalog " + name);
        }
        return rows.getString(1);
      }
    }
  }

  /** The files as DuckDB's {@code read_parquet}. */
  public String relation() {
    return "read_parquet(['" + String.join("', '", paths) + "'], union_by_name = true)";
  }
}
