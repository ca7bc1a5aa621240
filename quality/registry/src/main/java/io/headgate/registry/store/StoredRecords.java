package io.headgate.registry.store;

import io.headgate.platform.registry.Acceptance;
import io.headgate.platform.registry.ApiKey;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.DirtyPartition;
import io.headgate.platform.registry.Hold;
import io.headgate.platform.registry.Incident;
import io.headgate.platform.registry.MaintenanceLease;
import io.headgate.platform.registry.PartitionTransition;
import io.headgate.platform.registry.WriterActivity;
import io.headgate.registry.gate.Circumstances.AcceptanceFacts;
import io.headgate.registry.gate.Circumstances.HoldFacts;
import io.headgate.registry.gate.Circumstances.IncidentFacts;
import io.headgate.registry.gate.Circumstances.SuspectFacts;
import io.headgate.registry.gate.LedgerBalance.Fault;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** The records that are read column by column, by name. */
public final class StoredRecords {
  private static final List<Class<?>> TYPES =
      List.of(
          Acceptance.class,
          AcceptanceFacts.class,
          ApiKey.class,
          CheckResult.class,
          DatasetRow.class,
          DirtyPartition.class,
          Fault.class,
          Hold.class,
          HoldFacts.class,
          Incident.class,
          IncidentFacts.class,
          MaintenanceLease.class,
          PartitionRow.class,
          PartitionTransition.class,
          SuspectFacts.class,
          Deliveries.Delivery.class,
          WriterActivity.class,
          Incidents.OpenCount.class,
          LedgerTotals.Total.class,
          MaintenanceReports.Total.class);

  private StoredRecords() {}

  public static void register(Jdbi jdbi) {
    TYPES.forEach(type -> jdbi.registerRowMapper(ConstructorMapper.factory(type)));
  }
}
