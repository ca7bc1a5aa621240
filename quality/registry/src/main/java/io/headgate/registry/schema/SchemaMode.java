package io.headgate.registry.schema;

/** Whether a subject takes changes. */
public enum SchemaMode {
  READWRITE,
  READONLY
}
