package io.headgate.platform.batch;

import static org.apache.iceberg.expressions.Expressions.and;
import static org.apache.iceberg.expressions.Expressions.equal;
import static org.apache.iceberg.expressions.Expressions.greaterThanOrEqual;
import static org.apache.iceberg.expressions.Expressions.lessThan;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.apache.iceberg.parquet.Parquet;

/**
 * Adds a few rows of a run to a table once, however often it is tried, from the driver: a Spark job
 * would take longer than the rows.
 *
 * @param table as it is now; its rows have {@code run_key} and {@code window_start}
 */
record RunAppend(Table table, RunKey key, RunWindow window) {
  static final String RUN_KEY = "run_key";

  /**
   * Commits them, unless they are there.
   *
   * @throws HeadgateException when other writers came first again and again, or the outcome is
   *     unknown
   */
  void append(List<Record> rows) {
    if (isThere()) {
      return;
    }
    List<DataFile> files = write(rows);
    AppendFiles append = table.newAppend();
    files.forEach(append::appendFile);
    try {
      append.set(RunSnapshots.RUN_KEY, key.value()).validateWith(notYet()).commit();
    } catch (ValidationException e) {
      // Another attempt of the same run was quicker.
      files.forEach(file -> table.io().deleteFile(file.location()));
    } catch (CommitFailedException e) {
      throw new HeadgateException(
          ExitCode.NOT_READY,
          "Cannot keep in %s what the checks of %s found: other runs came first each time (%s). Run it again."
              .formatted(table.name(), window, e.getMessage()),
          e);
    } catch (CommitStateUnknownException | UncheckedSQLException e) {
      throw new HeadgateException(
          ExitCode.OUTCOME_UNKNOWN,
          "Cannot tell whether %s has what the checks of %s found: the catalog did not acknowledge the commit (%s). Run it again: it looks for run key %s first."
              .formatted(table.name(), window, e.getMessage(), key),
          e);
    }
  }

  /** By its rows, which stay when the snapshot that brought them has expired. */
  private boolean isThere() {
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table)
            .where(
                and(
                    equal(RUN_KEY, key.value()),
                    greaterThanOrEqual("window_start", LakePublisher.micros(window.start())),
                    lessThan("window_start", LakePublisher.micros(window.end()))))
            .select(RUN_KEY)
            .build()) {
      return rows.iterator().hasNext();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Decides at the commit itself, for an attempt beside this one. */
  private SnapshotAncestryValidator notYet() {
    return new SnapshotAncestryValidator() {
      @Override
      public boolean validate(Iterable<Snapshot> ancestry) {
        for (Snapshot snapshot : ancestry) {
          if (key.value().equals(snapshot.summary().get(RunSnapshots.RUN_KEY))) {
            return false;
          }
        }
        return true;
      }

      @Override
      public String errorMessage() {
        return "rows of run %s are there already".formatted(key);
      }
    };
  }

  /** One file per partition of the table. */
  private List<DataFile> write(List<Record> rows) {
    InternalRecordWrapper wrapper = new InternalRecordWrapper(table.schema().asStruct());
    PartitionKey partition = new PartitionKey(table.spec(), table.schema());
    Map<PartitionKey, List<Record>> perPartition = new LinkedHashMap<>();
    for (Record row : rows) {
      partition.partition(wrapper.wrap(row));
      perPartition.computeIfAbsent(partition.copy(), at -> new ArrayList<>()).add(row);
    }
    OutputFileFactory names =
        OutputFileFactory.builderFor(table, 0, 0)
            .format(FileFormat.PARQUET)
            .operationId(UUID.randomUUID().toString())
            .build();
    List<DataFile> files = new ArrayList<>();
    perPartition.forEach((at, each) -> files.add(write(names, at, each)));
    return files;
  }

  private DataFile write(OutputFileFactory names, PartitionKey partition, List<Record> rows) {
    try {
      DataWriter<Record> writer =
          Parquet.writeData(names.newOutputFile(table.spec(), partition))
              .forTable(table)
              .createWriterFunc(GenericParquetWriter::create)
              .withSpec(table.spec())
              .withPartition(partition)
              .overwrite()
              .build();
      try (writer) {
        rows.forEach(writer::write);
      }
      return writer.toDataFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
