package io.headgate.airflow.client;

import com.fasterxml.jackson.databind.module.SimpleModule;

/**
 * Stands where the generated client expects a module of this name. The generator's own reads date
 * and time with a blank between them, which Airflow never writes, and needs a newer Jackson than
 * the one that Spark brings.
 */
class RFC3339JavaTimeModule extends SimpleModule {
  private static final long serialVersionUID = 1L;
}
