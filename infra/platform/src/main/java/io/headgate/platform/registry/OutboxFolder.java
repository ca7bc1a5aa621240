package io.headgate.platform.registry;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/** Where ledger rows wait: one file each, whole or not there, in the order of their names. */
public interface OutboxFolder {
  /** What a row's file ends with. */
  String SUFFIX = ".json";

  /** Folder of the rows that were set aside. */
  String REFUSED = "refused";

  /** A folder on this machine. */
  static OutboxFolder at(URI uri) {
    return LocalOutboxFolder.at(uri);
  }

  /** Keeps a row; it is safe when this returns. */
  void put(LedgerRow row);

  /** Names of the rows' files, oldest first. */
  List<String> waiting();

  /** The row of a name that {@link #waiting} or {@link #setAside} gave. */
  LedgerRow read(String name);

  void remove(String name);

  /**
   * Keeps a row that the registry will never take, out of the way of the others.
   *
   * @return its new name
   */
  String setAside(String name);

  /** Sorts by time of commit first: a query that starts anew counts its epochs from 0 again. */
  static String name(LedgerRow row) {
    return String.format(
        Locale.ROOT,
        "%015d-%012d-%s%s",
        row.committedAt().toEpochMilli(),
        row.epoch(),
        row.dataset().replaceAll("[^A-Za-z0-9_.-]", "_"),
        SUFFIX);
  }
}
