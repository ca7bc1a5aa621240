package io.headgate.components;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** One of the four processes of Airflow. */
public record AirflowProcess(AirflowInstallation airflow, Role role) implements Component {
  /** What a process does. The log servers of two of them have no host setting, so they stay off. */
  public enum Role {
    API_SERVER("api-server", "metadatabase"),
    DAG_PROCESSOR("dag-processor", "dag_processor"),
    SCHEDULER("scheduler --skip-serve-logs", "scheduler"),
    TRIGGERER("triggerer --skip-serve-logs", "triggerer");

    private final String words;
    private final Pattern healthy;

    Role(String words, String nameInHealth) {
      this.words = words;
      this.healthy = Pattern.compile("\"" + nameInHealth + "\":\\s*\\{\"status\":\\s*\"healthy\"");
    }
  }

  @Override
  public String name() {
    return "airflow-" + role.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String address() {
    return airflow.address();
  }

  @Override
  public List<Integer> ports() {
    return role == Role.API_SERVER ? List.of(airflow.port()) : List.of();
  }

  @Override
  public Launch prepare() throws IOException, InterruptedException {
    if (role == Role.API_SERVER) {
      airflow.configure();
    }
    return new Launch(
        airflow.program(List.of(role.words.split(" "))), airflow.environment(), airflow.home());
  }

  /** All four by the API server's word: the others have no port to ask. */
  @Override
  public boolean answers() {
    return Http.get(address() + "/api/v2/monitor/health")
        .filter(health -> role.healthy.matcher(health).find())
        .isPresent();
  }

  @Override
  public Duration patience() {
    return Duration.ofMinutes(3);
  }
}
