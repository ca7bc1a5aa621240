package io.headgate.registry.http;

/** Metrics of what the database holds, brought up to date when they are scraped. */
interface StoredMetrics {
  /** Reads them and shows them. */
  void show();

  /** Shows none, rather than the past. */
  void hide();
}
