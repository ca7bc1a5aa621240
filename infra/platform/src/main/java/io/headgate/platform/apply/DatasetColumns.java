package io.headgate.platform.apply;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Input;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Reference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a contract's datasets, and so of what its batch SQL reads. A dataset is known from
 * when it was {@linkplain #add added}, so SQL can read what stands before it and nothing else.
 */
final class DatasetColumns {
  private static final StructType WINDOW =
      new StructType()
          .add("window_start", DataTypes.TimestampType, false)
          .add("window_end", DataTypes.TimestampType, false);

  private final SparkSession spark;
  private final PipelineContract contract;
  private final Map<String, StructType> known = new LinkedHashMap<>();

  /** Knows raw, rollups and references. */
  DatasetColumns(SparkSession spark, PipelineContract contract) {
    this.spark = spark;
    this.contract = contract;
    known.put(contract.rawDataset(), EventColumns.of(contract));
    contract.rollupsBottomUp().forEach(this::addValid);
    for (Reference reference : contract.references()) {
      known.put(reference.dataset(), EventColumns.of(reference));
    }
  }

  /** Of a validated contract. */
  static DatasetColumns of(SparkSession spark, PipelineContract contract) {
    DatasetColumns columns = new DatasetColumns(spark, contract);
    contract.curated().forEach(columns::addValid);
    return columns;
  }

  /** Whether the dataset is one of the pipeline that SQL may read. */
  boolean knows(String dataset) {
    return known.containsKey(dataset);
  }

  /** Of a dataset that is known. */
  StructType of(String dataset) {
    return requireNonNull(known.get(dataset), dataset);
  }

  /** The columns that a dataset's SQL yields; from now on other SQL may read it. */
  StructType add(BatchDataset dataset) throws SqlMistake {
    StructType columns = views(dataset).columns(dataset.sql(contract));
    known.put(dataset.dataset(), columns);
    return columns;
  }

  private void addValid(BatchDataset dataset) {
    try {
      add(dataset);
    } catch (SqlMistake e) {
      throw new IllegalArgumentException("Not a valid contract: " + contract.name(), e);
    }
  }

  /** The views of a dataset's inputs, each column with the input that it comes from. */
  SqlView views(BatchDataset dataset) {
    Map<String, StructType> views = new LinkedHashMap<>();
    for (Input input : dataset.inputs(contract)) {
      StructType columns =
          Optional.ofNullable(known.get(input.dataset())).orElseGet(() -> declared(input));
      views.put(input.view(), SqlView.withOrigin(columns, input.dataset()));
    }
    views.putIfAbsent(BatchDataset.WINDOWS, SqlView.withOrigin(WINDOW, SqlView.NOWHERE));
    return SqlView.of(spark, views);
  }

  /** Of another pipeline's dataset only what the contract says that it reads. */
  static StructType declared(Input input) {
    StructType columns = new StructType();
    for (Map.Entry<String, String> column : input.columns().entrySet()) {
      columns = columns.add(column.getKey(), EventColumns.type(column.getValue()), true);
    }
    return columns;
  }
}
