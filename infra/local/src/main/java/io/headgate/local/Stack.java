package io.headgate.local;

import io.headgate.components.ComponentException;
import io.headgate.components.ComponentProcess;
import io.headgate.components.Downloads;
import io.headgate.components.ProcessRecord;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** All components of one machine: started, watched and stopped together. */
public final class Stack {
  private final StackLayout layout;
  private final StackProperties properties;
  private final List<StackMember> members;
  private final PrintStream out;

  private Stack(
      StackLayout layout, StackProperties properties, List<StackMember> members, PrintStream out) {
    this.layout = layout;
    this.properties = properties;
    this.members = List.copyOf(members);
    this.out = out;
  }

  /**
   * The stack of this layout; nothing is written before it is started.
   *
   * @param out progress, for people
   */
  public static Stack open(StackLayout layout, PrintStream out) {
    return open(layout, false, out);
  }

  /**
   * As {@link #open(StackLayout, PrintStream)}.
   *
   * @param objectStore makes a new stack keep its warehouse in an object store of its own
   */
  public static Stack open(StackLayout layout, boolean objectStore, PrintStream out) {
    StackProperties properties = StackProperties.prepare(layout, objectStore);
    Downloads downloads = Downloads.ofUser(line -> out.println("  " + line));
    return new Stack(layout, properties, StackMembers.of(layout, properties, downloads), out);
  }

  public StackLayout layout() {
    return layout;
  }

  /** Names of the components, in the order in which they are shown. */
  public List<String> names() {
    return members.stream().map(StackMember::name).toList();
  }

  List<Integer> ports(String name) {
    return member(name).component().ports();
  }

  /** The process of a component, whether it runs or not. */
  public ComponentProcess process(String name) {
    return new ComponentProcess(layout.state(), name);
  }

  /** Starts everything and waits until it serves; what runs already is left alone. */
  public void up() throws IOException, InterruptedException {
    up(Set.copyOf(names()));
  }

  /**
   * Starts the named components and those that they need.
   *
   * @throws ComponentException when one does not start; the others are left running
   */
  public void up(Set<String> names) throws IOException, InterruptedException {
    Set<String> wanted = withNeeds(names);
    List<StackMember> chosen =
        members.stream().filter(member -> wanted.contains(member.name())).toList();
    try (StackLock lock = StackLock.take(layout)) {
      lock.held();
      requireSamePorts(chosen);
      properties.save(layout);
      Files.createDirectories(layout.pipelines());
      new StackStart(this, chosen, out).run();
    }
  }

  private Set<String> withNeeds(Set<String> names) {
    Set<String> wanted = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(names);
    while (!open.isEmpty()) {
      String name = open.remove(0);
      if (wanted.add(name)) {
        open.addAll(member(name).after());
      }
    }
    return wanted;
  }

  private StackMember member(String name) {
    return members.stream()
        .filter(member -> member.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  private HeadgateException unknown(String name) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot find component '%s': the stack has none of this name. Use one of %s."
            .formatted(name, String.join(", ", names())));
  }

  /** Where the log of a component is; fails for a name that no component has. */
  public Path log(String name) {
    return process(member(name).name()).log();
  }

  private void requireSamePorts(List<StackMember> chosen) {
    for (StackMember member : chosen) {
      process(member.name())
          .running()
          .map(ProcessRecord::ports)
          .filter(ports -> !ports.equals(member.component().ports()))
          .ifPresent(
              ports -> {
                throw new HeadgateException(
                    ExitCode.BAD_CONFIGURATION,
                    "Cannot start the stack in %s on port base %d: its %s runs on ports %s. Run headgate down first, or correct HEADGATE_PORT_BASE."
                        .formatted(layout.state(), layout.portBase(), member.name(), ports));
              });
    }
  }

  /** Stops everything that was started here, whoever started it and however it ended. */
  public void down() throws IOException, InterruptedException {
    try (StackLock lock = StackLock.take(layout)) {
      lock.held();
      new StackStop(this, members, recorded(), out).run();
    }
  }

  /** Stops the named components and no other, not even those that need them. */
  public void down(Set<String> names) throws IOException, InterruptedException {
    try (StackLock lock = StackLock.take(layout)) {
      lock.held();
      List<String> recorded = recorded();
      for (String name : names) {
        if (!recorded.contains(name)) {
          member(name);
        }
      }
      new StackStop(
              this,
              members.stream().filter(member -> names.contains(member.name())).toList(),
              recorded.stream().filter(names::contains).toList(),
              out)
          .run();
    }
  }

  /** Names of all that has a process record: of another version's components too. */
  private List<String> recorded() throws IOException {
    Path records = layout.state().resolve("run");
    if (!Files.isDirectory(records)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(records)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .toList();
    }
  }

  /** How each component is at the moment. */
  public List<ComponentStatus> status() {
    return members.parallelStream()
        .map(member -> ComponentStatus.of(member.component(), process(member.name())))
        .toList();
  }
}
