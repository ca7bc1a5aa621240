package io.headgate.platform.contract;

/** A part of the validation that needs more than the folder itself, such as an SQL engine. */
@FunctionalInterface
public interface ContractAnalysis {
  /** Adds what it finds; the draft may be wrong in every other way too. */
  void check(PipelineDraft draft, Mistakes mistakes);
}
