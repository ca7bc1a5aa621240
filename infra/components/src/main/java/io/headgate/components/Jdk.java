package io.headgate.components;

import java.nio.file.Path;

/** The JDK 17 that runs this process runs the servers too. */
public final class Jdk {
  private Jdk() {}

  /** For JAVA_HOME. */
  public static String home() {
    return System.getProperty("java.home");
  }

  public static String java() {
    return Path.of(home(), "bin", "java").toString();
  }
}
