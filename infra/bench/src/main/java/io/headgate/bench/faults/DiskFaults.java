package io.headgate.bench.faults;

import io.headgate.bench.stack.JobProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The disk under the lake is full. */
final class DiskFaults {
  private static final String NO_SPACE = "No space left on device";

  private DiskFaults() {}

  static List<Scenario> all() {
    return List.of(
        new Scenario(
            "full-disk",
            "The data files of raw are on a disk that becomes full; then it grows",
            "The job goes on by itself, or when it is started again.",
            Set.of(Job.RAW),
            false,
            1,
            DiskFaults::fullDisk));
  }

  private static String fullDisk(FaultRun run) throws Exception {
    Path data =
        Files.createDirectories(
            run.stack().layout().warehouse().resolve("raw/" + run.pipeline().name() + "/data"));
    NoFaultException.unless(
        command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", data.toString()),
        "cannot mount a small file system");
    run.onClose(() -> unmount(data));
    run.events().send(run.sizes().events());
    JobProcess driver = run.drivers().start(Job.RAW);
    run.await("full disk", () -> FaultRun.logHas(driver, NO_SPACE));
    NoFaultException.unless(
        command("mount", "-o", "remount,size=256m", data.toString()), "the disk did not grow");
    run.recovering();
    return "full at 64 KiB, " + run.drivers().batches(Job.RAW) + " batches until then";
  }

  private static void unmount(Path folder) {
    boolean unused = command("umount", "-l", folder.toString());
  }

  private static boolean command(String... words) {
    try {
      return new ProcessBuilder(words)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
