package io.headgate.platform.iceberg;

import io.headgate.platform.registry.RunReport.Publication;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Writes the metadata file that catalog {@code published} points to: the lake table at one
 * snapshot. It holds that snapshot and its ancestors only, so that a reader cannot travel to a
 * staged snapshot that failed its checks.
 */
public final class PublishedMetadata {
  private PublishedMetadata() {}

  /**
   * Writes a new file and leaves the table as it is. The file stands outside the table's own
   * location, where orphan removal would take it: {@code
   * <warehouse>/_published/<namespace>/<table>/}.
   *
   * @param table a freshly loaded lake table
   * @param snapshot on the table's main branch
   * @param warehouse URI of the lake's warehouse
   */
  public static Publication write(
      Table table, TableIdentifier name, Snapshot snapshot, String warehouse) {
    List<Long> ancestors = SnapshotUtil.ancestorIds(snapshot, table::snapshot);
    return write(table, name, snapshot, warehouse, Set.copyOf(ancestors));
  }

  /** The same, without its ancestors: a stream leaves thousands, which would fill each file. */
  public static Publication writeAlone(
      Table table, TableIdentifier name, Snapshot snapshot, String warehouse) {
    return write(table, name, snapshot, warehouse, Set.of(snapshot.snapshotId()));
  }

  private static Publication write(
      Table table, TableIdentifier name, Snapshot snapshot, String warehouse, Set<Long> kept) {
    TableMetadata current = ((HasTableOperations) table).operations().current();
    TableMetadata published =
        TableMetadata.buildFrom(current)
            .setBranchSnapshot(snapshot.snapshotId(), SnapshotRef.MAIN_BRANCH)
            .removeSnapshots(allBut(kept, table))
            .discardChanges()
            .build();
    String location =
        "%s/_published/%s/%s/%05d-%d-%s.metadata.json"
            .formatted(
                warehouse.replaceAll("/+$", ""),
                String.join("/", name.namespace().levels()),
                name.name(),
                snapshot.sequenceNumber(),
                snapshot.snapshotId(),
                UUID.randomUUID());
    TableMetadataParser.overwrite(published, table.io().newOutputFile(location));
    return new Publication(snapshot.snapshotId(), snapshot.sequenceNumber(), location);
  }

  private static Set<Long> allBut(Set<Long> kept, Table table) {
    Set<Long> others = new HashSet<>();
    table.snapshots().forEach(snapshot -> others.add(snapshot.snapshotId()));
    others.removeAll(kept);
    return others;
  }
}
