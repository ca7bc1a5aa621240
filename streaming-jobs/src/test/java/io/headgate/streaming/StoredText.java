package io.headgate.streaming;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.spark.SparkConf;
import org.apache.spark.io.CompressionCodec;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;

/** What the files of lake and checkpoints hold, as text: compressed and encoded ones are read. */
final class StoredText {
  private StoredText() {}

  static String of(SparkSession spark, Path file) throws IOException {
    String name = file.getFileName().toString();
    if (name.endsWith(".parquet")) {
      return parquet(spark, file);
    }
    if (name.endsWith(".avro")) {
      return avro(file);
    }
    if (name.endsWith(".changelog")) {
      return changelog(file);
    }
    return name.endsWith(".zip") ? zip(file) : Files.readString(file, ISO_8859_1);
  }

  /** All columns that the file itself has. */
  private static String parquet(SparkSession spark, Path file) {
    Dataset<Row> rows = spark.read().parquet(file.toUri().toString());
    Column[] columns =
        Stream.of(rows.schema().fields())
            .map(
                field ->
                    field.dataType() instanceof BinaryType
                        ? functions.decode(rows.col(field.name()), "ISO-8859-1")
                        : rows.col(field.name()))
            .toArray(Column[]::new);
    return rows.select(columns).collectAsList().toString();
  }

  private static String avro(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    try (DataFileReader<GenericRecord> records =
        new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
      records.forEach(text::append);
    }
    return text.toString();
  }

  /** Of the state: Spark's default compression. */
  private static String changelog(Path file) throws IOException {
    CompressionCodec codec = CompressionCodec.createCodec(new SparkConf(), "lz4");
    try (InputStream in = codec.compressedInputStream(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), ISO_8859_1);
    }
  }

  private static String zip(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(file))) {
      while (entries.getNextEntry() != null) {
        text.append(new String(entries.readAllBytes(), ISO_8859_1));
      }
    }
    return text.toString();
  }
}
