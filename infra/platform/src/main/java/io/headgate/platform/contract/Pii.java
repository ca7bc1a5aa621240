package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.annotation.Nullable;
import org.apache.avro.Schema;

/**
 * A field with personal data, as the properties {@code pii} and {@code pii_keep} of the Avro field
 * declare it. Null stays null, whatever the method.
 *
 * @param field name of the field
 * @param method how it is masked
 * @param keep how many characters {@code truncate} keeps; null for every other method
 */
public record Pii(String field, PiiMethod method, @Nullable Integer keep) {
  static final String METHOD = "pii";
  static final String KEEP = "pii_keep";
  static final Set<String> PROPERTIES = Set.of(METHOD, KEEP);

  public Pii {
    requireNonNull(field);
    requireNonNull(method);
  }

  /**
   * What a field declares; empty for one that is stored as it was sent.
   *
   * @throws IllegalArgumentException when it cannot be masked as it says
   */
  public static Optional<Pii> of(Schema.Field field) {
    PiiDeclaration.requireValid(field);
    return Optional.ofNullable(field.getProp(METHOD))
        .map(
            method ->
                new Pii(
                    field.name(),
                    PiiMethod.valueOf(method.toUpperCase(Locale.ROOT)),
                    (Integer) field.getObjectProp(KEEP)));
  }
}
