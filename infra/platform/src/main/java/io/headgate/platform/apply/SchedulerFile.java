package io.headgate.platform.apply;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The recorded contract as a file that the scheduler makes its DAGs from. */
final class SchedulerFile implements Target {
  private final RegistryClient registry;
  private final Path folder;

  SchedulerFile(RegistryClient registry, Path folder) {
    this.registry = registry;
    this.folder = folder;
  }

  /** What the file holds. */
  private record Content(
      String name,
      int version,
      Instant createdAt,
      Instant firstAppliedAt,
      String ownerTeam,
      PipelineContract contract) {}

  @Override
  public List<Step> plan(PipelineContract contract) {
    Path file = file(contract.name());
    String subject = subject(file);
    boolean current =
        registry
            .pipeline(contract.name())
            .filter(version -> version.contract().equals(contract))
            .map(SchedulerFile::text)
            .equals(read(file));
    return List.of(
        current && Files.exists(file)
            ? Step.nothingToDo(subject)
            : Step.change(subject, "write", () -> write(file, contract)));
  }

  /** What must be done so that the scheduler forgets a pipeline. */
  Step planRemoval(String pipeline) {
    Path file = file(pipeline);
    return Files.exists(file)
        ? Step.change(subject(file), "remove; Airflow makes no more DAGs of it", () -> remove(file))
        : Step.nothingToDo(subject(file));
  }

  private void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed("remove", file, e);
    }
  }

  private Path file(String pipeline) {
    return folder.resolve(pipeline + ".json");
  }

  private static String subject(Path file) {
    return "scheduler file " + file.getFileName();
  }

  private static String text(PipelineVersion version) {
    return Json.write(
        new Content(
            version.name(),
            version.version(),
            version.createdAt(),
            version.firstAppliedAt(),
            version.contract().ownerTeam(),
            version.contract()));
  }

  private Optional<String> read(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw failed("read", file, e);
    }
  }

  private void write(Path file, PipelineContract contract) {
    String text = text(registry.pipeline(contract.name()).orElseThrow());
    try {
      Files.createDirectories(folder);
      Path half = folder.resolve(file.getFileName() + ".new");
      Files.writeString(half, text);
      // The scheduler may read at any time, and never half a file.
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed("write", file, e);
    }
  }

  private static HeadgateException failed(String purpose, Path file, IOException e) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot %s %s: %s. Make the folder readable and writable.".formatted(purpose, file, e),
        e);
  }
}
