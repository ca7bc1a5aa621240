package io.headgate.local.command;

import io.headgate.local.Doctor;
import io.headgate.local.Finding;
import io.headgate.local.Stack;
import io.headgate.local.StackLayout;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Looks for what would keep the stack from running. Exit code 2 when there is something. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Check this machine and the stack; exit 2 when something is wrong.")
public final class DoctorCommand implements Callable<Integer> {
  @Override
  public Integer call() throws Exception {
    StackLayout layout = StackLayout.of(System.getenv());
    List<Finding> findings = new Doctor(Stack.open(layout, System.out)).examine();
    findings.forEach(
        finding ->
            System.out.printf(
                "%-4s  %-21s %s%n", finding.ok() ? "ok" : "FAIL", finding.what(), finding.told()));
    return findings.stream().allMatch(Finding::ok) ? 0 : 2;
  }
}
