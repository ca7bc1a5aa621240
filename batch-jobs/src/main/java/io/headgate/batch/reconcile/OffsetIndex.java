package io.headgate.batch.reconcile;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** Finds the range that an offset is in, in tasks too. */
final class OffsetIndex implements Serializable {
  private static final long serialVersionUID = 1L;

  /** No range has the offset. */
  static final int NONE = -1;

  private record Entry(long until, int number) implements Serializable {}

  private final HashMap<String, HashMap<Integer, TreeMap<Long, Entry>>> ranges = new HashMap<>();

  /**
   * @param number what is answered for the range's offsets, 0 or more
   */
  void add(OffsetRange range, int number) {
    ranges
        .computeIfAbsent(range.topic(), topic -> new HashMap<>())
        .computeIfAbsent(range.partition(), partition -> new TreeMap<>())
        .put(range.from(), new Entry(range.until(), number));
  }

  int find(String topic, int partition, long offset) {
    TreeMap<Long, Entry> ofPartition = ranges.getOrDefault(topic, new HashMap<>()).get(partition);
    if (ofPartition == null) {
      return NONE;
    }
    Map.Entry<Long, Entry> before = ofPartition.floorEntry(offset);
    return before == null || before.getValue().until() <= offset
        ? NONE
        : before.getValue().number();
  }

  /** A function of topic, partition and offset. */
  UserDefinedFunction function() {
    return functions.udf((UDF3<String, Integer, Long, Integer>) this::find, DataTypes.IntegerType);
  }
}
