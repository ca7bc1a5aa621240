package io.headgate.platform.contract;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder {@code sql/pipelines/<name>}: pipeline.yaml and the files that it names. */
public final class PipelineFolder {
  private static final String YAML = "pipeline.yaml";

  private PipelineFolder() {}

  /**
   * Loads and validates the folder as a whole.
   *
   * @param analyses what else must be satisfied, for example that Spark understands the SQL
   * @throws InvalidPipelineException with every mistake
   */
  public static PipelineContract load(Path folder, ContractAnalysis... analyses) {
    Path root = folder.toAbsolutePath().normalize();
    var mistakes = new Mistakes();
    try {
      Optional<PipelineDraft> draft = draft(root, mistakes);
      draft.ifPresent(d -> List.of(analyses).forEach(analysis -> analysis.check(d, mistakes)));
      if (draft.isEmpty() || !mistakes.list().isEmpty()) {
        throw new InvalidPipelineException(folder, mistakes.list());
      }
      return DraftContract.of(draft.get());
    } catch (IOException e) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot load pipeline folder %s: %s. Give a folder with a readable %s."
              .formatted(folder, e, YAML),
          e);
    }
  }

  private static Optional<PipelineDraft> draft(Path folder, Mistakes mistakes) throws IOException {
    Optional<YamlDocument> parsed =
        YamlDocument.parse(YAML, Files.readString(folder.resolve(YAML)), mistakes);
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    YamlDocument yaml = parsed.get();
    PipelineStructure.check(yaml, mistakes);
    Map<String, String> texts = PipelineFiles.read(folder, yaml, mistakes);
    PipelineDraft draft =
        DraftSources.read(new PipelineDraft(yaml, texts, List.of(), false), mistakes);
    EventFields.check(draft, mistakes);
    EnrichmentNames.check(draft, mistakes);
    PipelineNames.check(folder.getFileName().toString(), draft, mistakes);
    RetentionLengths.check(draft, mistakes);
    // How far a dataset looks back is said by the contract, which a draft with mistakes has not.
    if (mistakes.list().isEmpty()) {
      LookBacks.check(draft, mistakes);
    }
    return Optional.of(draft);
  }
}
