package io.headgate.bench.faults;

import io.headgate.bench.stack.JobProcess;
import io.headgate.platform.registry.SchemaVersion;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/** The registry is down, and events come whose schema only the registry knows. */
final class RegistryFaults {
  private static final Set<Job> BOTH = Set.of(Job.RAW, Job.AGGREGATE);

  private static final String CAMPAIGN =
      "{\"name\": \"campaign\", \"type\": [\"null\", \"string\"], \"default\": null}]}";

  private RegistryFaults() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(
            "registry-down-new-schema",
            "SIGKILL of the registry; events of a schema that the jobs have not seen arrive meanwhile",
            "The jobs wait, and no event of that schema is taken for a bad one.",
            BOTH,
            RegistryFaults::newSchema));
  }

  private static String newSchema(FaultRun run) throws Exception {
    run.events().send(run.sizes().events());
    for (Job job : BOTH) {
      JobProcess unused = run.startAndAwaitBatch(job);
    }
    run.awaitDrained(BOTH);
    SchemaVersion old = run.schema();
    String definition =
        new Schema.Parser().parse(old.definition()).toString().replaceFirst("]}$", ", " + CAMPAIGN);
    SchemaVersion newer =
        run.stack()
            .registry()
            .schemas()
            .register(run.pipeline().topic(), definition, old.compatibility());
    run.stack().kill("registry");
    NoFaultException.unless(!run.stack().runs("registry"), "registry still runs");
    run.evolve(newer);
    run.events().send(run.sizes().events());
    Thread.sleep(run.sizes().registryOutage().toMillis());
    long behind = run.drivers().behind(Job.RAW);
    if (behind == 0) {
      throw new IllegalStateException("raw did not wait for the registry");
    }
    run.stack().start("registry");
    run.recovering();
    return "down for %d s; raw was %d records behind then"
        .formatted(run.sizes().registryOutage().toSeconds(), behind);
  }
}
