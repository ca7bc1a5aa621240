package io.headgate.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * The log of a service. It is put in place by the service itself, so that what only has a service
 * on its class path keeps its own; settings that a person gave by {@code
 * -Dlog4j2.configurationFile} stay.
 */
final class ServiceLog {
  private ServiceLog() {}

  static void configure() {
    LoggerContext context = LoggerContext.getContext(false);
    if (context.getConfiguration().getConfigurationSource().getLocation() == null) {
      Configurator.reconfigure(settings());
    }
  }

  private static URI settings() {
    URL settings = ServiceLog.class.getResource("log4j2.properties");
    try {
      return settings.toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Not a URI: " + settings, e);
    }
  }
}
