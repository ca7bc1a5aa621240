package io.headgate.registry.store;

import io.headgate.platform.registry.Incident;
import io.headgate.registry.consumer.TopicReader;
import io.headgate.registry.watch.Watch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Refused schemas, as incidents of the pipelines that read the topic. Such an incident passes when
 * another schema of the subject is registered, or when none was refused for {@link #LASTS}.
 */
public final class SchemaRefusals implements Watch {
  /** A producer that keeps trying tries within this time. */
  public static final Duration LASTS = Duration.ofDays(1);

  private static final int REASONS_TOLD = 5;

  private final Jdbi jdbi;
  private final Clock clock;

  public SchemaRefusals(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Tells of a refusal.
   *
   * @param recordName full name of the refused record; empty when it was none
   * @param reasons why, in words
   */
  public void refused(String subject, String recordName, List<String> reasons) {
    Instant now = clock.instant();
    jdbi.useTransaction(
        handle -> {
          for (TopicReader reader : TopicReaders.of(handle, subject, recordName)) {
            String pipeline = reader.contract().name();
            new IncidentRows(handle, now)
                .open(
                    Incident.SCHEMA_REFUSED,
                    pipeline,
                    reader.contract().rawDataset(),
                    subject,
                    text(subject, reasons),
                    now);
            remember(handle, pipeline, subject, now);
          }
        });
  }

  /** Closes what is open about a subject: a schema of it was accepted. */
  public void passed(String subject) {
    jdbi.useTransaction(handle -> close(handle, "subject = :bound", subject));
  }

  /** Closes what nobody has tried again for long. */
  @Override
  public void look(Instant now) {
    jdbi.useTransaction(handle -> close(handle, "refused_at <= :bound", now.minus(LASTS)));
  }

  private record Refusal(String pipeline, String subject) {}

  private void close(Handle handle, String which, Object bound) {
    List<Refusal> passed =
        handle
            .createQuery(
                "DELETE FROM schema_refusal WHERE " + which + " RETURNING pipeline, subject")
            .bind("bound", bound)
            .map((rs, context) -> new Refusal(rs.getString(1), rs.getString(2)))
            .list();
    IncidentRows incidents = new IncidentRows(handle, clock.instant());
    passed.forEach(one -> incidents.close(Incident.SCHEMA_REFUSED, one.pipeline(), one.subject()));
  }

  private static void remember(Handle handle, String pipeline, String subject, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO schema_refusal (pipeline, subject, refused_at)
            VALUES (:pipeline, :subject, :now)
            ON CONFLICT (pipeline, subject) DO UPDATE SET refused_at = excluded.refused_at
            """)
        .bind("pipeline", pipeline)
        .bind("subject", subject)
        .bind("now", now)
        .execute();
  }

  private static String text(String subject, List<String> reasons) {
    String told = String.join("; ", reasons.subList(0, Math.min(REASONS_TOLD, reasons.size())));
    int more = reasons.size() - REASONS_TOLD;
    return "A producer wanted to register a schema of %s that would break its readers: %s%s. Have the producer check it with headgate schema check."
        .formatted(subject, told, more > 0 ? "; and %d more".formatted(more) : "");
  }
}
