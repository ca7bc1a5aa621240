package io.headgate.platform.registry;

import static io.headgate.platform.registry.RegistryCalls.segment;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;

/**
 * The right to maintain a table's files, which one job at a time has. Errors are those of {@link
 * RegistryClient}.
 */
public final class LeaseClient {
  private final RegistryCalls calls;

  LeaseClient(RegistryCalls calls) {
    this.calls = calls;
  }

  /**
   * Takes the right to maintain a table's files.
   *
   * @param token at random; asking again with the same one gives the same lease
   * @param holder who asks, for a person to read
   * @param length how long it holds unless it is renewed, 1 s to 1 h
   * @throws RegistryRefusedException with status 409 when somebody else has it
   */
  public MaintenanceLease acquire(String dataset, String token, String holder, Duration length) {
    record Request(String token, String holder, long seconds) {}
    return calls.post(
        "maintain " + dataset,
        path(dataset),
        new Request(token, holder, length.toSeconds()),
        MaintenanceLease.class);
  }

  /**
   * Makes a lease last longer.
   *
   * @throws RegistryRefusedException with status 409 when it is lost
   */
  public MaintenanceLease renew(String dataset, String token, Duration length) {
    record Renewal(String token, long seconds) {}
    return calls.put(
        "go on maintaining " + dataset,
        path(dataset),
        new Renewal(token, length.toSeconds()),
        MaintenanceLease.class);
  }

  /** Gives a lease back; false when it was lost before. */
  public boolean release(String dataset, String token) {
    return calls
        .delete("end maintaining " + dataset, path(dataset) + "/" + segment(token), JsonNode.class)
        .path("released")
        .asBoolean();
  }

  /** Who maintains which table now, by dataset. */
  public List<MaintenanceLease> all() {
    record Answer(List<MaintenanceLease> leases) {}
    return calls.find("read the leases", "/v1/maintenance-leases", Answer.class).leases();
  }

  private static String path(String dataset) {
    return "/v1/datasets/" + segment(dataset) + "/maintenance-lease";
  }
}
