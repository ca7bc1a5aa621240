package io.headgate.bench.load;

import java.util.HexFormat;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * Page views of shops, about 230 bytes each as Avro: the same seed and index, the same event. Ids
 * are unique, dimensions few, times in some disorder: most events arrive within 2 s, one in a
 * hundred within 30 s.
 */
public final class ClickSource {
  private static final String[] COUNTRIES = "US GB DE FR JP IN BR CA AU NL SE ES".split(" ");
  private static final String[] DEVICES = {"phone", "desktop", "tablet"};
  private static final String[] SECTIONS = {"shoes", "garden", "books", "kitchen", "toys"};
  private static final long SECOND = 1_000_000;

  private final Schema schema;
  private final long seed;
  private final int sites;
  private final boolean skewed;

  /**
   * A source.
   *
   * @param sites how many different sites, the key of the windows, occur
   */
  public ClickSource(Schema schema, long seed, int sites) {
    this(schema, seed, sites, false);
  }

  private ClickSource(Schema schema, long seed, int sites, boolean skewed) {
    this.schema = schema;
    this.seed = seed;
    this.sites = sites;
    this.skewed = skewed;
  }

  /** The same, but that one site has half of all events. */
  public ClickSource skewed() {
    return new ClickSource(schema, seed, sites, true);
  }

  /** Whether the event is of the site that has half of all. */
  public boolean isOfHotSite(long index) {
    return skewed && (mix(index, 8) & 1) == 0;
  }

  /** The site of an event; every site occurs equally often, but for a hot one. */
  public String site(long index) {
    long site = isOfHotSite(index) ? 0 : Long.remainderUnsigned(mix(index, 1), sites);
    return String.format(Locale.ROOT, "shop-%06d", site);
  }

  /**
   * One event.
   *
   * @param arrivedMicros when the broker gets it; the event happened at this time or before
   */
  public GenericRecord event(long index, long arrivedMicros) {
    return event(index, arrivedMicros - delayMicros(index), site(index));
  }

  /** One event of a given time and site; all else as its index says. */
  public GenericRecord event(long index, long occurredMicros, String site) {
    long visit = mix(index, 2);
    long choice = mix(index, 3);
    GenericRecord event = new GenericData.Record(schema);
    event.put("event_id", uuid(mix(index, 4), index));
    event.put("occurred_at", occurredMicros);
    event.put("site", site);
    event.put("country", pick(COUNTRIES, choice));
    event.put("device", pick(DEVICES, choice >>> 8));
    event.put("user_id", "u-" + hex(visit & 0xffff_ffff_ffffL).substring(4));
    event.put("session_id", uuid(visit, mix(index / 8, 5)));
    event.put(
        "url",
        "https://www.example.com/%s/item-%d"
            .formatted(pick(SECTIONS, choice >>> 16), Long.remainderUnsigned(choice, 9_000_000)));
    event.put(
        "referrer",
        choice % 4 == 0 ? null : "https://search.example/?q=" + pick(SECTIONS, choice >>> 24));
    event.put("duration_ms", (int) Long.remainderUnsigned(mix(index, 6), 30_000));
    event.put("amount_cents", choice % 10 == 0 ? Long.remainderUnsigned(visit, 20_000) : 0L);
    event.put("status", choice % 50 == 0 ? 404 : 200);
    return event;
  }

  private long delayMicros(long index) {
    long delay = mix(index, 7);
    long longest = Long.remainderUnsigned(delay, 100) == 0 ? 30 * SECOND : 2 * SECOND;
    return Long.remainderUnsigned(delay >>> 7, longest);
  }

  private static String pick(String[] values, long choice) {
    return values[(int) Long.remainderUnsigned(choice & 0xffff, values.length)];
  }

  private static String uuid(long high, long low) {
    String digits = hex(high) + hex(low);
    return String.join(
        "-",
        digits.substring(0, 8),
        digits.substring(8, 12),
        digits.substring(12, 16),
        digits.substring(16, 20),
        digits.substring(20));
  }

  private static String hex(long value) {
    return HexFormat.of().toHexDigits(value);
  }

  /** SplitMix64, one stream per salt. */
  private long mix(long index, int salt) {
    long z = seed + index * 0x9E3779B97F4A7C15L + salt * 0xD1342543DE82EF95L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
