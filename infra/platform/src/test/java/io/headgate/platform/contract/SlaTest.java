package io.headgate.platform.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlaTest {
  @Test
  void aContractOfBeforeReadsAndWritesAsItDid() throws IOException {
    Sla sla = Json.MAPPER.readValue("{\"published\":\"PT2H\"}", Sla.class);

    assertThat(sla).isEqualTo(new Sla(Duration.ofHours(2)));
    assertThat(Json.write(sla)).isEqualTo("{\"published\":\"PT2H\"}");
  }

  @Test
  void aContractCanShutTheGateOfWhatIsLate() throws IOException {
    Sla sla = Json.MAPPER.readValue("{\"published\":\"PT2H\",\"shuts_gate\":true}", Sla.class);

    assertThat(sla.shutsGate()).isTrue();
    assertThat(Json.MAPPER.readValue(Json.write(sla), Sla.class)).isEqualTo(sla);
  }
}
