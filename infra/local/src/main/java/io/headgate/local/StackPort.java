package io.headgate.local;

/** The ports of a stack, counted from its port base. */
public enum StackPort {
  KAFKA(0),
  KAFKA_CONTROLLER(1),
  POSTGRES(2),
  CLICKHOUSE_HTTP(3),
  CLICKHOUSE_TCP(4),
  REGISTRY(5),
  TRINO(6),
  AIRFLOW(7),
  OBJECT_STORE(8),
  GATEWAY(9);

  private final int offset;

  StackPort(int offset) {
    this.offset = offset;
  }

  int of(int portBase) {
    return portBase + offset;
  }
}
