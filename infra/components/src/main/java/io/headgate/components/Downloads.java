package io.headgate.components;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Fetches what the components are made of, each by its ordinary client (Maven, npm, pip), so that a
 * user's mirrors and proxies are honoured.
 *
 * @param progress is told in one line what is being downloaded
 */
public record Downloads(DownloadCache cache, Consumer<String> progress) {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final String DEPENDENCY_PLUGIN =
      "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:";

  /** Downloads of the user's own cache. */
  public static Downloads ofUser(Consumer<String> progress) {
    return new Downloads(DownloadCache.ofUser(), progress);
  }

  /** The folder with the artifact's unpacked content. */
  Path unpacked(String name) throws InterruptedException {
    Artifact artifact = Artifact.named(name);
    return cache.entry(
        name,
        artifact.sha256(),
        folder -> {
          Path archive = fetch(artifact, folder);
          Archive.unpack(archive, folder);
          Files.delete(archive);
          unpackInner(folder);
        });
  }

  /** The folder that holds the artifact's file itself. */
  Path file(String name) throws InterruptedException {
    Artifact artifact = Artifact.named(name);
    Path folder = cache.entry(name, artifact.sha256(), aside -> fetch(artifact, aside));
    return onlyFile(folder);
  }

  /** The folder with the jars of a pom of ours and of all that it needs, each of them pinned. */
  Path jars(String name, String pom, String checksums) throws InterruptedException {
    String key = Checksum.of((pom + checksums).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return cache.entry(
        name,
        key,
        folder -> {
          progress.accept("Downloading the jars of " + name);
          Path file = Files.writeString(folder.resolve("pom.xml"), pom);
          maven(folder, "copy-dependencies", "-f", file.toString(), "-DincludeScope=runtime");
          Files.delete(file);
          PinnedFiles.parse(checksums).verify(folder);
        });
  }

  /** The virtual environment of hash-locked requirements, resources of this package. */
  public PythonEnvironment python(String... requirements) throws InterruptedException {
    return PythonEnvironment.make(cache, List.of(requirements), progress);
  }

  /** The npm package {@code vega-datasets}: real flights and airports, below {@code data/}. */
  public Path vegaDatasets() throws InterruptedException {
    return unpacked("vega-datasets").resolve("package").resolve("data");
  }

  private Path fetch(Artifact artifact, Path folder) throws IOException, InterruptedException {
    progress.accept("Downloading " + artifact.coordinates());
    switch (artifact.client()) {
      case MAVEN -> maven(folder, "copy", "-Dartifact=" + artifact.coordinates());
      case NPM -> new Npm(this).pack(artifact.coordinates(), folder);
    }
    Path file = onlyFile(folder);
    Checksum.verify(file, artifact.sha256(), artifact.coordinates());
    return file;
  }

  private static void maven(Path folder, String goal, String... options)
      throws IOException, InterruptedException {
    List<String> words =
        Stream.concat(
                Stream.of(
                    "mvn", "-B", "-q", DEPENDENCY_PLUGIN + goal, "-DoutputDirectory=" + folder),
                Stream.of(options))
            .toList();
    new Command("download by Maven", words, folder, Map.of()).run(PATIENCE);
  }

  private static Path onlyFile(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow(() -> new IOException("nothing came"));
    } catch (IOException e) {
      throw new ComponentException("Cannot find the download in " + folder + ": " + e, e);
    }
  }

  /** PostgreSQL comes as a .txz inside a .jar. */
  private static void unpackInner(Path folder) throws IOException {
    List<Path> archives;
    try (Stream<Path> files = Files.list(folder)) {
      archives = files.filter(file -> file.toString().endsWith(".txz")).toList();
    }
    for (Path archive : archives) {
      Archive.unpack(archive, folder);
      Files.delete(archive);
    }
  }
}
