package io.headgate.local.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.platform.contract.PiiMethod;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.Settings;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import javax.annotation.Nullable;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.avro.generic.GenericRecord;

/** The ids of events as raw holds them: hashed where the contract says so. */
final class EventIds {
  private static final String ALGORITHM = "HmacSHA256";

  private final String field;
  @Nullable private final Mac hash;

  private EventIds(String field, @Nullable Mac hash) {
    this.field = field;
    this.hash = hash;
  }

  static EventIds of(PipelineContract contract, Settings settings) {
    boolean hashed =
        contract.pii().stream()
            .filter(pii -> pii.field().equals(contract.eventId()))
            .anyMatch(pii -> pii.method() == PiiMethod.HASH);
    return new EventIds(contract.eventId(), hashed ? mac(settings.piiHashKey()) : null);
  }

  private static Mac mac(String key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JVM has " + ALGORITHM, e);
    }
  }

  /** The column of raw. */
  String column() {
    return field;
  }

  /** A string or a number, as raw's column has it; empty when the event has none. */
  Optional<Object> of(GenericRecord event) {
    return Optional.ofNullable(event.getSchema().getField(field))
        .map(id -> event.get(id.pos()))
        .map(id -> id instanceof CharSequence text ? masked(text.toString()) : id);
  }

  private Object masked(String id) {
    return hash == null ? id : HexFormat.of().formatHex(hash.doFinal(id.getBytes(UTF_8)));
  }
}
