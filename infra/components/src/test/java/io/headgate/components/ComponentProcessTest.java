package io.headgate.components;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComponentProcessTest {
  @TempDir Path state;

  private ComponentProcess process;

  /** A shell script that stands for a server. */
  private record Script(String text, int port, BooleanSupplier health) implements Component {
    @Override
    public String name() {
      return "script";
    }

    @Override
    public String address() {
      return "127.0.0.1:" + port;
    }

    @Override
    public List<Integer> ports() {
      return List.of(port);
    }

    @Override
    public Launch prepare() {
      return new Launch(List.of("bash", "-c", text), Map.of(), Path.of("/"));
    }

    @Override
    public boolean answers() {
      return health.getAsBoolean();
    }

    @Override
    public Duration patience() {
      return Duration.ofSeconds(20);
    }
  }

  @BeforeEach
  void create() {
    process = new ComponentProcess(state, "script");
  }

  @AfterEach
  void stop() throws InterruptedException {
    process.stop();
  }

  @Test
  void stopEndsChildrenThatLeftTheProcessGroup() throws Exception {
    Path child = state.resolve("child");
    process.start(
        new Script(
            "setsid bash -c 'echo $$ > %s.part; mv %s.part %s; sleep 300' & wait"
                .formatted(child, child, child),
            Ports.free(),
            () -> Files.exists(child)));
    long pid = Long.parseLong(Files.readString(child).strip());
    assertThat(process.memory()).isPositive();
    process.stop();
    assertThat(alive(pid)).isFalse();
    assertThat(process.running()).isEmpty();
  }

  @Test
  void stopEndsWhatAKilledProcessLeftBehind() throws Exception {
    Path child = state.resolve("child");
    process.start(
        new Script(
            "bash -c 'trap \"\" TERM; echo $$ > %s.part; mv %s.part %s; while :; do sleep 1; done' & wait"
                .formatted(child, child, child),
            Ports.free(),
            () -> Files.exists(child)));
    long pid = Long.parseLong(Files.readString(child).strip());
    ProcessHandle leader = ProcessHandle.of(process.running().orElseThrow().pid()).orElseThrow();
    leader.destroyForcibly();
    leader.onExit().join();
    assertThat(process.crashed()).isTrue();
    assertThat(alive(pid)).isTrue();

    new ComponentProcess(state, "script").stop(Duration.ofMillis(300));
    assertThat(alive(pid)).isFalse();
    assertThat(process.crashed()).isFalse();
  }

  @Test
  void stopEndsAProcessWhoseStarterWasKilledBeforeItKnewThePid() throws Exception {
    String marker = "HEADGATE_COMPONENT=" + state.toRealPath() + "#script";
    ProcessRecord.announced("script", 0, List.of(), "TERM", marker)
        .write(state.resolve("run").resolve("script.json"));
    ProcessBuilder orphan = new ProcessBuilder("sleep", "300");
    orphan.environment().put("HEADGATE_COMPONENT", state.toRealPath() + "#script");
    Process started = orphan.start();
    assertThat(process.running()).isEmpty();
    assertThat(process.crashed()).isTrue();

    process.stop();
    assertThat(started.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.crashed()).isFalse();
  }

  @Test
  void aRecordWhosePidNowNamesAnotherProcessIsNotTakenForIt() throws Exception {
    long self = ProcessHandle.current().pid();
    new ProcessRecord("script", self, 1, 0, List.of(), "TERM", "HEADGATE_COMPONENT=nobody")
        .write(state.resolve("run").resolve("script.json"));
    assertThat(process.running()).isEmpty();
    process.stop();
    assertThat(ProcessHandle.current().isAlive()).isTrue();
  }

  @Test
  void aProcessRunsUntilTheLastOfItsThreadsHasEnded() throws Exception {
    Path record = state.resolve("run").resolve("script.json");
    Script script =
        new Script(
            // System call 60 ends the thread that calls it, and no other.
            "exec python3 -c 'import ctypes, threading, time;"
                + " threading.Thread(target=time.sleep, args=(300,)).start();"
                + " ctypes.CDLL(None).syscall(60, 0)'",
            Ports.free(),
            () ->
                ProcessRecord.read(record)
                    .filter(running -> firstThreadHasEnded(running.pid()))
                    .isPresent());
    process.start(script);
    long pid = process.running().orElseThrow().pid();

    process.stop();

    assertThat(alive(pid)).isFalse();
  }

  private static boolean firstThreadHasEnded(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aProcessThatDiesShowsItsLastLines() {
    assertThatThrownBy(
            () -> process.start(new Script("echo no licence; exit 3", Ports.free(), () -> false)))
        .isInstanceOf(ComponentException.class)
        .hasMessageStartingWith("Cannot start script: its process ended.")
        .hasMessageContaining("no licence");
  }

  @Test
  void aTakenPortIsNamedWithItsSetting() throws Exception {
    try (ServerSocket taken =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> process.start(new Script("sleep 300", port, () -> true)))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("port " + port + " of 127.0.0.1 is taken")
          .hasMessageContaining("HEADGATE_PORT_BASE");
    }
  }

  @Test
  void startingTwiceStartsOnce() throws Exception {
    Script script = new Script("sleep 300", Ports.free(), () -> true);
    process.start(script);
    long pid = process.running().orElseThrow().pid();
    process.start(script);
    assertThat(process.running().orElseThrow().pid()).isEqualTo(pid);
  }

  private static boolean alive(long pid) {
    return ProcessTable.of(pid).filter(entry -> !entry.zombie()).isPresent();
  }
}
