package io.headgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectStoreSettingsTest {
  @TempDir Path folder;
  private StackLayout layout;

  @BeforeEach
  void layOut() {
    layout = new StackLayout(folder, folder.resolve("state"), 20_000);
  }

  @Test
  void aStackWithAnObjectStoreKeepsItAndItsKey() throws IOException {
    StackProperties first = StackProperties.prepare(layout, true);
    first.save(layout);

    StackProperties next = StackProperties.prepare(layout, false);

    assertThat(next.get("catalog.warehouse")).isEqualTo("s3://headgate/warehouse");
    assertThat(next.get("s3.secret-access-key")).isEqualTo(first.get("s3.secret-access-key"));
  }

  @Test
  void aStackWithTablesInAFolderIsNotGivenOne() throws IOException {
    StackProperties.prepare(layout, false).save(layout);

    assertThatThrownBy(() -> StackProperties.prepare(layout, true))
        .isInstanceOf(HeadgateException.class)
        .hasMessageStartingWith(
            "Cannot give the stack in %s an object store".formatted(layout.state()))
        .hasMessageEndingWith(
            "Use another HEADGATE_STATE, or run headgate down and remove that folder.");
  }
}
