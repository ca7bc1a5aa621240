package io.headgate.streaming.raw;

import java.io.Serializable;

/**
 * Which tables hold less of a batch than the ledger tells.
 *
 * @param raw whether raw lacks events of the day
 * @param quarantine whether quarantine lacks rejected records
 */
record Lack(boolean raw, boolean quarantine) implements Serializable {
  boolean isAny() {
    return raw || quarantine;
  }
}
