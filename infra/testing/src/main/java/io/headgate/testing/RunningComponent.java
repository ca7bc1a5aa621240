package io.headgate.testing;

import io.headgate.components.Component;
import io.headgate.components.ComponentProcess;
import io.headgate.components.Downloads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;

/** A component that runs in a temporary folder until it is closed, or the JVM ends. */
final class RunningComponent<C extends Component> implements AutoCloseable {
  private final Path state;
  private final C component;
  private final ComponentProcess process;
  private final Thread hook = new Thread(this::stop, "stop-testing-component");

  private RunningComponent(Path state, C component) {
    this.state = state;
    this.component = component;
    this.process = new ComponentProcess(state, component.name());
  }

  /**
   * @param make the component, from the downloads and the folder for its files
   */
  static <C extends Component> RunningComponent<C> start(BiFunction<Downloads, Path, C> make) {
    try {
      Path state = Files.createTempDirectory("headgate-testing-");
      C component = make.apply(Downloads.ofUser(System.err::println), state.resolve("home"));
      RunningComponent<C> running = new RunningComponent<>(state, component);
      Runtime.getRuntime().addShutdownHook(running.hook);
      running.process.start(component);
      return running;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a component was starting", e);
    }
  }

  C component() {
    return component;
  }

  ComponentProcess process() {
    return process;
  }

  @Override
  public void close() {
    stop();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  /** Starts it again over the data it has, on the same ports. */
  void restart() {
    try {
      process.stop();
      process.start(component);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a component was starting", e);
    }
  }

  private synchronized void stop() {
    try {
      process.stop();
      TestingFolder.delete(state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Prints what {@code message} says and waits until the JVM is interrupted. */
  static void serve(String message) throws InterruptedException {
    System.out.println(message + "  (Ctrl-C stops it)");
    Thread.currentThread().join();
  }
}
