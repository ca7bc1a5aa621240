package io.headgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.components.ComponentProcess;
import io.headgate.components.PortTakenException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the components that start quickly; the end-to-end test starts them all. */
class StackTest {
  private static final Set<String> QUICK = Set.of("postgres", "clickhouse");

  @TempDir Path folder;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final List<Stack> opened = new ArrayList<>();

  @AfterEach
  void stopAll() throws Exception {
    for (Stack stack : opened) {
      stack.down();
    }
  }

  @Test
  void upTwiceIsUpOnceAndDownStopsAllOfItAfterACrashAndNothingElse() throws Exception {
    Stack stack = open("one");
    Stack other = open("two");
    stack.up(QUICK);
    other.up(Set.of("clickhouse"));
    long pid = pid(stack, "postgres");
    insertRow(stack);

    open("one").up(QUICK);
    assertThat(pid(stack, "postgres")).isEqualTo(pid);

    ProcessHandle postgres = ProcessHandle.of(pid).orElseThrow();
    assertThat(postgres.destroyForcibly()).isTrue();
    postgres.onExit().join();
    assertThat(state(stack, "postgres")).isEqualTo(ComponentStatus.State.CRASHED);
    stack.down();
    assertThat(stack.status()).allMatch(one -> one.state() == ComponentStatus.State.STOPPED);
    assertThat(state(other, "clickhouse")).isEqualTo(ComponentStatus.State.READY);

    stack.up(QUICK);
    assertThat(state(stack, "postgres")).isEqualTo(ComponentStatus.State.READY);
    assertThat(rows(stack)).isEqualTo(1);
  }

  @Test
  void downWithNamesStopsTheseAndNoOther() throws Exception {
    Stack stack = open("one");
    stack.up(QUICK);

    stack.down(Set.of("postgres"));

    assertThat(state(stack, "postgres")).isEqualTo(ComponentStatus.State.STOPPED);
    assertThat(state(stack, "clickhouse")).isEqualTo(ComponentStatus.State.READY);
    assertThatThrownBy(() -> stack.down(Set.of("clickhouse", "postgre")))
        .hasMessageStartingWith("Cannot find component 'postgre'");
    assertThat(state(stack, "clickhouse")).isEqualTo(ComponentStatus.State.READY);
  }

  @Test
  void secretsAreForTheirOwnerAloneAndInNoLogOrProcessList() throws Exception {
    Stack stack = open("one");
    stack.up(QUICK);
    StackProperties properties = StackProperties.existing(stack.layout());
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(stack.layout().config())))
        .isEqualTo("rw-------");
    StringBuilder visible = new StringBuilder(printed.toString(StandardCharsets.UTF_8));
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      visible.append(commandLine(process.pid()));
    }
    for (String component : QUICK) {
      visible.append(Files.readString(stack.log(component)));
    }
    for (String secret :
        List.of("stack.postgres-password", "clickhouse.password", "catalog.password")) {
      assertThat(visible.toString()).doesNotContain(properties.get(secret));
    }
    assertThat(StackProperties.prepare(stack.layout()).get("catalog.password"))
        .as("made once")
        .isEqualTo(properties.get("catalog.password"));
  }

  @Test
  void aTakenPortIsToldByUpAndByDoctor() throws Exception {
    Stack stack = open("one");
    int port = stack.layout().port(StackPort.CLICKHOUSE_TCP);
    try (ServerSocket taken = new ServerSocket(port, 1, loopback())) {
      assertThat(taken.isBound()).isTrue();
      assertThatThrownBy(() -> stack.up(Set.of("clickhouse")))
          .isInstanceOf(PortTakenException.class)
          .hasMessage(
              "Cannot start clickhouse: port %d of 127.0.0.1 is taken by another program. Stop that program, or set HEADGATE_PORT_BASE to a free range of ports."
                  .formatted(port));
      assertThat(new Doctor(stack).examine())
          .filteredOn(finding -> !finding.ok())
          .extracting(Finding::what)
          .containsExactly("clickhouse");
    }
  }

  @Test
  void anUnknownComponentIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> open("one").up(Set.of("clickhose")))
        .hasMessageStartingWith("Cannot find component 'clickhose'")
        .hasMessageContaining("Use one of kafka, postgres, clickhouse,");
  }

  private Stack open(String state) throws IOException {
    Path place = folder.resolve(state);
    int base =
        StackProperties.lastPortBase(place).map(Integer::parseInt).orElseGet(PortRange::free);
    StackLayout layout =
        StackLayout.of(
            Map.of(
                "HEADGATE_STATE", place.toString(), "HEADGATE_PORT_BASE", Integer.toString(base)));
    Stack stack = Stack.open(layout, new PrintStream(printed, true, StandardCharsets.UTF_8));
    opened.add(stack);
    return stack;
  }

  private static long pid(Stack stack, String component) {
    ComponentProcess process = stack.process(component);
    return process.running().orElseThrow().pid();
  }

  private static ComponentStatus.State state(Stack stack, String component) {
    return stack.status().stream()
        .filter(one -> one.name().equals(component))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private static void insertRow(Stack stack) throws Exception {
    try (Connection connection = clickHouse(stack);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE default.t (n UInt8) ENGINE = MergeTree ORDER BY n");
      statement.execute("INSERT INTO default.t SETTINGS async_insert = 0 VALUES (1)");
    }
  }

  private static int rows(Stack stack) throws Exception {
    try (Connection connection = clickHouse(stack);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count() FROM default.t")) {
      assertThat(rows.next()).isTrue();
      return rows.getInt(1);
    }
  }

  private static Connection clickHouse(Stack stack) throws Exception {
    StackProperties properties = StackProperties.existing(stack.layout());
    return DriverManager.getConnection(
        properties.get("clickhouse.url"), "lake", properties.get("clickhouse.password"));
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }
}
