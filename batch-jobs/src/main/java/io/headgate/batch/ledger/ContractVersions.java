package io.headgate.batch.ledger;

import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Which version of a contract was the newest when a batch was committed. */
final class ContractVersions {
  private final List<PipelineVersion> newestFirst = new ArrayList<>();

  ContractVersions(RegistryClient registry, PipelineVersion newest) {
    newestFirst.add(newest);
    for (int version = newest.version() - 1; version > 0; version--) {
      registry.pipeline(newest.name(), version).ifPresent(newestFirst::add);
    }
  }

  /** The oldest one when none is so old; a batch may also have run with an older one. */
  int at(Instant instant) {
    return newestFirst.stream()
        .filter(version -> !version.createdAt().isAfter(instant))
        .findFirst()
        .orElse(newestFirst.get(newestFirst.size() - 1))
        .version();
  }
}
