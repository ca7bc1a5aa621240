package io.headgate.platform.spark;

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
public final class OffsetIndex implements Serializable {
  private static final long serialVersionUID = 1L;

  /** No range has the offset. */
  public static final int NONE = -1;

  private record Entry(long until, int number) implements Serializable {}

  private final HashMap<String, HashMap<Integer, TreeMap<Long, Entry>>> ranges = new HashMap<>();

  /**
   * Takes up a range.
   *
   * @param number what is answered for the range's offsets, 0 or more
   */
  public void add(OffsetRange range, int number) {
    ranges
        .computeIfAbsent(range.topic(), topic -> new HashMap<>())
        .computeIfAbsent(range.partition(), partition -> new TreeMap<>())
        .put(range.from(), new Entry(range.until(), number));
  }

  /** The number of the range that has the offset, or {@link #NONE}. */
  public int find(String topic, int partition, long offset) {
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
  public UserDefinedFunction function() {
    return functions.udf((UDF3<String, Integer, Long, Integer>) this::find, DataTypes.IntegerType);
  }
}
