package io.headgate.components;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * A file that is downloaded once and pinned by its content.
 *
 * @param coordinates what {@code client} calls it: {@code group:artifact:version:type} for Maven,
 *     {@code package@version} for npm
 * @param sha256 of the file, 64 hexadecimal digits
 */
record Artifact(String name, Client client, String coordinates, String sha256) {
  enum Client {
    MAVEN,
    NPM
  }

  Artifact {
    requireNonNull(name);
    requireNonNull(client);
    requireNonNull(coordinates);
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("Not a SHA-256 for " + name + ": " + sha256);
    }
  }

  /** The artifact of this name in {@code artifacts.txt}. */
  static Artifact named(String name) {
    return Resources.text("artifacts.txt")
        .lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .map(line -> line.split("\\s+"))
        .filter(fields -> fields[0].equals(name))
        .map(Artifact::parse)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("artifacts.txt has no " + name));
  }

  private static Artifact parse(String[] fields) {
    return new Artifact(
        fields[0], Client.valueOf(fields[1].toUpperCase(Locale.ROOT)), fields[2], fields[3]);
  }
}
