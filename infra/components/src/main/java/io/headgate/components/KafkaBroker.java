package io.headgate.components;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One Kafka broker that is its own controller (KRaft); topics only by an explicit request. */
public record KafkaBroker(Downloads downloads, Path home, int port, int controllerPort)
    implements Component {
  private static final int METADATA = 3;
  private static final int PATIENCE_MILLIS = 2000;

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public List<Integer> ports() {
    return List.of(port, controllerPort);
  }

  @Override
  public Launch prepare() throws IOException, InterruptedException {
    Path jars =
        downloads.jars(
            "kafka", Resources.text("kafka/pom.xml"), Resources.text("kafka/jars.sha256"));
    Path data = Files.createDirectories(home.resolve("data"));
    Map<String, ?> values =
        Map.of("PORT", port, "CONTROLLER_PORT", controllerPort, "DATA", data.toString());
    Path config =
        Files.writeString(
            home.resolve("server.properties"),
            Resources.template("kafka/server.properties", values));
    Path logging =
        Files.writeString(
            home.resolve("log4j2.properties"), Resources.text("kafka/log4j2.properties"));
    String java = Jdk.java();
    if (!Files.exists(data.resolve("meta.properties"))) {
      List<String> format =
          List.of(
              java,
              "-Xmx128m",
              "-Dlog4j2.configurationFile=" + logging,
              "-cp",
              jars + "/*",
              "kafka.tools.StorageTool",
              "format",
              "--ignore-formatted",
              "--cluster-id",
              "headgate-local-cluster",
              "--config",
              config.toString());
      new Command("format Kafka's log folder", format, home, Map.of()).run(Duration.ofMinutes(1));
    }
    return new Launch(
        List.of(
            java,
            "-Xmx384m",
            "-Xms128m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Duser.timezone=UTC",
            "-Dlog4j2.configurationFile=" + logging,
            "-cp",
            jars + "/*",
            "kafka.Kafka",
            config.toString()),
        Map.of(),
        home);
  }

  /** Asks for the brokers by Kafka's own protocol: one is listed once it may take records. */
  @Override
  public boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(Ports.address(port), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      out.writeInt(14);
      out.writeShort(METADATA);
      out.writeShort(1);
      int correlation = 7;
      out.writeInt(correlation);
      out.writeShort(-1); // no client id
      out.writeInt(0); // no topics
      out.flush();
      in.readInt();
      return in.readInt() == correlation && in.readInt() > 0;
    } catch (IOException e) {
      return false;
    }
  }
}
