package io.headgate.gateway;

import io.headgate.http.ServiceMain;
import java.time.Clock;

/** Runs the gateway until SIGTERM. */
public final class GatewayMain {
  private GatewayMain() {}

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(
        GatewayService.NAME,
        () ->
            GatewayService.start(
                GatewayConfig.fromEnvironment(System.getenv()), Clock.systemUTC()));
  }
}
