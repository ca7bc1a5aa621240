package io.headgate.streaming.aggregate;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Json;
import io.headgate.streaming.CheckpointFile;
import io.headgate.streaming.StreamContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;

/**
 * What the state of an aggregate's windows depends on, and its rows. It is kept in the checkpoint:
 * with another one the state would be useless, or wrong without a word.
 *
 * @param sql text of the SQL file
 * @param key dimensions of a row
 * @param shufflePartitions how many parts the state has
 * @param columns what the SQL yields, each as {@code name TYPE}, with {@code NOT NULL} where so
 * @param delivery whether the state has ids of events
 * @param state the types that the state has, and those that decide what is in it, as {@link
 *     AggregateSql#state}; empty in one that was written before these were
 */
record Definition(
    String sql,
    List<String> key,
    int shufflePartitions,
    List<String> columns,
    Delivery delivery,
    @Nullable List<String> state) {
  /** In the checkpoint of a generation. */
  static final String FILE = "definition.json";

  Definition {
    requireNonNull(sql);
    key = List.copyOf(key);
    columns = List.copyOf(columns);
    requireNonNull(delivery);
    state = state == null ? List.of() : List.copyOf(state);
  }

  /** As the contract says, in this process. */
  static Definition of(StreamContext context, Aggregate aggregate) {
    return new Definition(
        aggregate.sql().strip(),
        aggregate.key(),
        Integer.parseInt(context.session().conf().get("spark.sql.shuffle.partitions")),
        Arrays.stream(
                AggregateSql.schema(context.session(), context.contract(), aggregate.sql())
                    .fields())
            .map(
                column ->
                    column.name()
                        + " "
                        + column.dataType().sql()
                        + (column.nullable() ? "" : " NOT NULL"))
            .toList(),
        context.contract().delivery(),
        AggregateSql.state(context.session(), context.contract(), aggregate.sql()));
  }

  /**
   * A checkpoint without a definition is new, or older than definitions; it takes what is now.
   *
   * @throws HeadgateException when the checkpoint's is another
   */
  static void requireSame(
      StreamContext context, Aggregate aggregate, String query, CheckpointFile file) {
    Definition now = of(context, aggregate);
    Optional<Definition> before = file.read().map(Definition::parse);
    if (before.isEmpty()) {
      file.write(now.json());
      return;
    }
    List<String> changes = now.changesSince(before.get());
    if (changes.isEmpty() && before.get().state().isEmpty()) {
      file.write(now.json());
    }
    if (!changes.isEmpty()) {
      String pipeline = context.contract().name();
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot go on with %s: its %s changed, and the state of its windows is of the old one; readers keep the old rows. Run headgate rebuild %s %s (on a cluster: spark-submit --class io.headgate.streaming.RebuildAggregateJob headgate-streaming-jobs.jar --pipeline %s --aggregate %s)."
              .formatted(
                  query,
                  String.join(" and ", changes),
                  pipeline,
                  aggregate.name(),
                  pipeline,
                  aggregate.name()));
    }
  }

  static Definition parse(String json) {
    try {
      return Json.MAPPER.readValue(json, Definition.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Not the definition of an aggregate: " + json, e);
    }
  }

  String json() {
    try {
      return Json.MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is another than before, in words; empty when nothing is. */
  List<String> changesSince(Definition before) {
    List<String> changes = new ArrayList<>();
    if (!sql.equals(before.sql)) {
      changes.add("SQL");
    }
    if (!key.equals(before.key)) {
      changes.add("key (%s, was %s)".formatted(key, before.key));
    }
    if (shufflePartitions != before.shufflePartitions) {
      changes.add(
          "shuffle partition count (%d, was %d)"
              .formatted(shufflePartitions, before.shufflePartitions));
    }
    if (!columns.equals(before.columns)) {
      changes.add("columns");
    }
    if (delivery != before.delivery) {
      changes.add("delivery (%s, was %s)".formatted(delivery, before.delivery));
    }
    if (changes.isEmpty() && !before.state.isEmpty() && !state.equals(before.state)) {
      changes.add("types of its events' numbers");
    }
    return changes;
  }
}
