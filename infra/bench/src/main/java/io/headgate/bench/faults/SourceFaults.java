package io.headgate.bench.faults;

import io.headgate.bench.stack.JobProcess;
import io.headgate.local.ingest.TopicEnds;
import io.headgate.platform.registry.OffsetGap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/** What happens to the topic that a pipeline reads. */
final class SourceFaults {
  private static final Set<Job> BOTH = Set.of(Job.RAW, Job.AGGREGATE);
  private static final int LOSS_FOUND = 4;
  private static final int MORE_PARTITIONS = 7;

  private SourceFaults() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(
            "partitions-added",
            "The topic gets more partitions while events flow",
            "The new ones are read from their beginning.",
            BOTH,
            SourceFaults::partitionsAdded),
        Scenario.of(
            "topic-made-anew",
            "The topic, with records that were not read, is deleted and made anew with more than before while the jobs are down",
            "Both jobs end with exit code 4 and name what is lost, and nothing of the new topic gets into the stores.",
            BOTH,
            SourceFaults::madeAnew),
        Scenario.of(
            "offsets-aged-out",
            "Records that were not read are deleted; then their loss is accepted in the registry",
            "Both jobs end with exit code 4 and name the lost offsets; then they go on behind them.",
            BOTH,
            SourceFaults::agedOut),
        new Scenario(
            "aborted-transactions",
            "Producers abort every second transaction; the pipeline is exactly_once",
            "",
            BOTH,
            true,
            0,
            SourceFaults::aborted));
  }

  private static Admin admin(FaultRun run) {
    return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, run.stack().kafka()));
  }

  private static String partitionsAdded(FaultRun run) throws Exception {
    run.events().send(run.sizes().events());
    for (Job job : BOTH) {
      JobProcess unused = run.startAndAwaitBatch(job);
    }
    String topic = run.pipeline().topic();
    try (Admin admin = admin(run)) {
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(MORE_PARTITIONS))).all().get();
    }
    run.await(
        "partition added",
        () -> TopicEnds.of(run.stack().kafka(), topic).size() == MORE_PARTITIONS);
    run.recovering();
    run.events().reopen(MORE_PARTITIONS, run.source(), run.schema().schemaId());
    run.events().send(run.sizes().events());
    return "%d partitions instead of %d".formatted(MORE_PARTITIONS, run.pipeline().partitions());
  }

  private static String madeAnew(FaultRun run) throws Exception {
    drainAndStop(run);
    var unused = run.truth().freeze();
    String topic = run.pipeline().topic();
    Map<TopicPartition, Long> read = TopicEnds.of(run.stack().kafka(), topic);
    run.events().send(run.sizes().events());
    try (Admin admin = admin(run)) {
      admin.deleteTopics(List.of(topic)).all().get();
      run.await("deleted topic", () -> !admin.listTopics().names().get().contains(topic));
      admin
          .createTopics(List.of(new NewTopic(topic, run.pipeline().partitions(), (short) 1)))
          .all()
          .get();
    }
    run.events().reopen(run.pipeline().partitions(), run.source(), run.schema().schemaId());
    run.events().send(3 * run.sizes().events());
    run.recovering();
    List<String> told = new ArrayList<>(List.of("topic " + topic + " was deleted and made anew"));
    read.forEach(
        (where, next) ->
            told.add(
                "%s partition %d from offset %d on".formatted(topic, where.partition(), next)));
    for (Job job : BOTH) {
      run.awaitRefusal(run.drivers().start(job), LOSS_FOUND, told.toArray(String[]::new));
    }
    run.end();
    return "both jobs refused the new topic and named what of the old one was lost";
  }

  private static String agedOut(FaultRun run) throws Exception {
    drainAndStop(run);
    String topic = run.pipeline().topic();
    Map<TopicPartition, Long> read = TopicEnds.of(run.stack().kafka(), topic);
    run.events().send(run.sizes().events());
    var truth = run.truth().freeze().truth();
    Map<TopicPartition, RecordsToDelete> gone = new HashMap<>();
    for (int partition : List.of(0, 2)) {
      TopicPartition where = new TopicPartition(topic, partition);
      long until = read.get(where) + 100 + partition;
      gone.put(where, RecordsToDelete.beforeOffset(until));
      truth.forget(where, read.get(where), until);
    }
    try (Admin admin = admin(run)) {
      admin.deleteRecords(gone).all().get();
    }
    Map<Job, JobProcess> refusing = new EnumMap<>(Job.class);
    for (Job job : BOTH) {
      refusing.put(job, run.drivers().start(job));
    }
    for (Job job : BOTH) {
      for (TopicPartition where : gone.keySet()) {
        run.awaitRefusal(
            refusing.get(job),
            LOSS_FOUND,
            "%s partition %d offsets [%d, %d)"
                .formatted(
                    topic, where.partition(), read.get(where), gone.get(where).beforeOffset()));
      }
    }
    gone.forEach((where, until) -> accept(run, where, read.get(where), until.beforeOffset()));
    run.recovering();
    for (Job job : BOTH) {
      JobProcess unused = run.drivers().start(job);
    }
    return "both jobs named the lost offsets of two partitions";
  }

  private static void accept(FaultRun run, TopicPartition where, long from, long until) {
    OffsetGap unused =
        run.stack()
            .registry()
            .acceptGap(
                new OffsetGap(
                    run.pipeline().name(),
                    where.topic(),
                    where.partition(),
                    from,
                    until,
                    "aged-out",
                    "a test of faults",
                    "faults",
                    Instant.EPOCH));
  }

  private static String aborted(FaultRun run) throws Exception {
    for (Job job : BOTH) {
      JobProcess unused = run.drivers().start(job);
    }
    int transactions = 6;
    long each = run.sizes().events() / transactions;
    run.events().send(run.sizes().events());
    run.events()
        .sendTransactions(
            transactions, each, run.source(), run.schema().schemaId(), run.pipeline().partitions());
    run.recovering();
    return "%d of %d transactions aborted, of %d events each"
        .formatted(transactions / 2, transactions, each);
  }

  private static void drainAndStop(FaultRun run) throws Exception {
    run.events().send(run.sizes().events());
    for (Job job : BOTH) {
      JobProcess unused = run.drivers().start(job);
    }
    run.awaitDrained(BOTH);
    for (Job job : BOTH) {
      int unused = run.drivers().newest(job).terminate();
    }
  }
}
