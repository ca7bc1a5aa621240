package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Where the rows of a reference dataset come from. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ReferenceOrigin.Csv.class, name = "csv"),
  @JsonSubTypes.Type(value = ReferenceOrigin.Jdbc.class, name = "jdbc")
})
public sealed interface ReferenceOrigin {
  /**
   * A file of the pipeline's folder, with a header line. The contract holds its sum and not its
   * text: contracts are read every few seconds.
   *
   * @param file path relative to the folder
   * @param sha256 of the file's bytes, in hexadecimal
   */
  record Csv(String file, String sha256) implements ReferenceOrigin {
    public Csv {
      requireNonNull(file);
      requireNonNull(sha256);
    }
  }

  /**
   * A table of a relational database, whose address is a setting.
   *
   * @param table name as the database knows it, for example {@code public.airports}
   */
  record Jdbc(String table) implements ReferenceOrigin {
    public Jdbc {
      requireNonNull(table);
    }
  }
}
