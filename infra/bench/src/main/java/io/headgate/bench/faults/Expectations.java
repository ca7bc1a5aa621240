package io.headgate.bench.faults;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** What must be so when all is read, besides right stores. */
final class Expectations {
  private final Map<String, Callable<Boolean>> conditions = new LinkedHashMap<>();

  void add(String what, Callable<Boolean> condition) {
    conditions.put(what, condition);
  }

  /** Fails when something did not follow; a ledger row may take some seconds to the registry. */
  void requireOf(FaultRun run) throws Exception {
    for (Map.Entry<String, Callable<Boolean>> each : conditions.entrySet()) {
      try {
        run.await(each.getKey(), each.getValue());
      } catch (NoFaultException e) {
        throw new IllegalStateException("did not follow: " + each.getKey(), e);
      }
    }
  }
}
