package io.headgate.bench.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * CPU-seconds of a process by what its threads are for, as their names in proc(5) tell.
 *
 * @param tasks Spark's tasks, in which all work on events is done
 * @param driver planning, commits and scheduling
 * @param collector the collection of garbage
 * @param compiler just-in-time compilation
 * @param other all else, and threads that have ended
 */
public record ThreadSeconds(
    double tasks, double driver, double collector, double compiler, double other) {
  // Linux keeps fifteen characters of a thread's name.
  private static final List<String> TASKS = List.of("Executor task l");
  private static final List<String> DRIVER =
      List.of("stream executio", "dag-scheduler-e", "dispatcher-", "task-result-get");
  private static final List<String> COLLECTOR = List.of("GC Thread#", "G1 ", "VM Thread");
  private static final List<String> COMPILER = List.of("C1 CompilerThre", "C2 CompilerThre");

  private record ThreadTime(String name, double seconds) {}

  /** Of these processes, which used so much together. */
  static ThreadSeconds of(List<Path> processes, double all) {
    List<ThreadTime> threads = processes.stream().flatMap(ThreadSeconds::threads).toList();
    double tasks = sum(threads, TASKS);
    double driver = sum(threads, DRIVER);
    double collector = sum(threads, COLLECTOR);
    double compiler = sum(threads, COMPILER);
    return new ThreadSeconds(
        tasks, driver, collector, compiler, all - tasks - driver - collector - compiler);
  }

  /** Combines figure by figure, for example to a slope. */
  public static ThreadSeconds combine(ToDoubleFunction<ToDoubleFunction<ThreadSeconds>> figureOf) {
    return new ThreadSeconds(
        figureOf.applyAsDouble(ThreadSeconds::tasks),
        figureOf.applyAsDouble(ThreadSeconds::driver),
        figureOf.applyAsDouble(ThreadSeconds::collector),
        figureOf.applyAsDouble(ThreadSeconds::compiler),
        figureOf.applyAsDouble(ThreadSeconds::other));
  }

  private static double sum(List<ThreadTime> threads, List<String> beginnings) {
    return threads.stream()
        .filter(thread -> beginnings.stream().anyMatch(thread.name()::startsWith))
        .mapToDouble(ThreadTime::seconds)
        .sum();
  }

  private static Stream<ThreadTime> threads(Path process) {
    try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
      return tasks.toList().stream()
          .flatMap(task -> ProcStat.of(task).stream())
          .map(stat -> new ThreadTime(stat.name(), stat.cpuSeconds()));
    } catch (IOException gone) {
      return Stream.empty();
    }
  }
}
