package io.headgate.bench.faults;

import java.util.Set;

/**
 * One fault, on a pipeline of its own. After it every scenario goes on alike: more events come, the
 * jobs read all there is, and the oracle looks at the stores.
 *
 * @param name as in {@code --only}
 * @param what is done, for people
 * @param follows what must follow besides right stores; empty for nothing else. The fault asserts
 *     it, or {@link FaultRun#expected} has it
 * @param jobs that take part, and whose stores the oracle looks at
 * @param readCommitted whether the pipeline is {@code exactly_once}
 * @param restarts how many drivers may end by themselves while events are read, and be started
 *     again as an operator would; 0 where the jobs must live through it
 * @param fault does it
 */
record Scenario(
    String name,
    String what,
    String follows,
    Set<Job> jobs,
    boolean readCommitted,
    int restarts,
    Fault fault) {
  /** Does what the scenario is about, and what an operator does to recover. */
  @FunctionalInterface
  interface Fault {
    /**
     * Runs it; {@link FaultRun#recovering} is called when the fault is over.
     *
     * @return what happened, for the table
     * @throws NoFaultException when the fault did not come about
     */
    String happen(FaultRun run) throws Exception;
  }

  Scenario {
    jobs = Set.copyOf(jobs);
  }

  static Scenario of(String name, String what, String follows, Set<Job> jobs, Fault fault) {
    return new Scenario(name, what, follows, jobs, false, 0, fault);
  }
}
