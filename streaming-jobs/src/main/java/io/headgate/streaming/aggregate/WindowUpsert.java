package io.headgate.streaming.aggregate;

import com.clickhouse.data.ClickHouseFormat;
import io.headgate.platform.clickhouse.ClickHouseAddress;
import io.headgate.platform.clickhouse.ClickHouseClient;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.LongAccumulator;

/**
 * Inserts one partition of changed windows, in few large blocks. Doing it twice is harmless: same
 * key and version, same row.
 */
public final class WindowUpsert implements VoidFunction<Iterator<InternalRow>> {
  private static final long serialVersionUID = 1L;
  private static final int BLOCK_BYTES = 64 * 1024 * 1024;

  private final ClickHouseAddress address;
  private final String table;
  private final List<RowBinaryColumn> columns;
  private final long version;
  private final LongAccumulator rows;

  public WindowUpsert(
      ClickHouseAddress address,
      String table,
      List<RowBinaryColumn> columns,
      long version,
      LongAccumulator rows) {
    this.address = address;
    this.table = table;
    this.columns = List.copyOf(columns);
    this.version = version;
    this.rows = rows;
  }

  @Override
  public void call(Iterator<InternalRow> windows) {
    RowBinaryColumn.Writer[] writers =
        IntStream.range(0, columns.size())
            .mapToObj(i -> columns.get(i).writer(i))
            .toArray(RowBinaryColumn.Writer[]::new);
    RowBinaryBlock block = new RowBinaryBlock();
    while (windows.hasNext()) {
      InternalRow window = windows.next();
      for (RowBinaryColumn.Writer writer : writers) {
        writer.write(window, block);
      }
      block.writeLong(version);
      block.writeByte(0);
      rows.add(1);
      if (block.length() >= BLOCK_BYTES) {
        insert(block);
      }
    }
    if (block.length() > 0) {
      insert(block);
    }
  }

  private void insert(RowBinaryBlock block) {
    List<String> names =
        Stream.concat(
                columns.stream().map(RowBinaryColumn::name), Stream.of("_version", "_deleted"))
            .toList();
    ClickHouseClient.shared(address)
        .insert(table, names, ClickHouseFormat.RowBinary, block.bytes(), block.length());
    block.clear();
  }
}
