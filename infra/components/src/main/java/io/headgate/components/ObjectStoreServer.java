package io.headgate.components;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * S3Proxy: S3's interface over a folder. Unlike the mocks, it lets in by the access key only, so
 * what a wrong key leads to can be seen.
 *
 * @param bucket is made when it is not there; but in memory a client has to make it
 * @param inMemory keeps nothing on disk. Over a folder the server takes the name of a folder for
 *     that of an object, which Iceberg does not mind and Hadoop's file systems do
 */
public record ObjectStoreServer(
    Downloads downloads,
    Path home,
    int port,
    String accessKeyId,
    String secretAccessKey,
    String bucket,
    boolean inMemory)
    implements Component {
  @Override
  public String name() {
    return "object-store";
  }

  @Override
  public String address() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public List<Integer> ports() {
    return List.of(port);
  }

  @Override
  public Launch prepare() throws IOException, InterruptedException {
    Path jar = downloads.file("object-store");
    Path data = home.resolve("data");
    // A bucket is a folder of it.
    Files.createDirectories(data.resolve(bucket));
    Path config = home.resolve("s3proxy.properties");
    Files.deleteIfExists(config);
    Files.createFile(
        config, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        config,
        Resources.template(
            "objectstore/s3proxy.properties",
            Map.of(
                "PORT", port,
                "PROVIDER", inMemory ? "transient" : "filesystem-nio2",
                "DATA", data,
                "ACCESS_KEY_ID", accessKeyId,
                "SECRET_ACCESS_KEY", secretAccessKey)));
    return new Launch(
        List.of(
            Jdk.java(),
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Duser.timezone=UTC",
            "-DLOG_LEVEL=warn",
            "-jar",
            jar.toString(),
            "--properties",
            config.toString()),
        Map.of(),
        home);
  }

  /** It answers whom it does not know by 403. */
  @Override
  public boolean answers() {
    return Http.answers(address());
  }

  @Override
  public String toString() {
    return "ObjectStoreServer[" + address() + "]";
  }
}
