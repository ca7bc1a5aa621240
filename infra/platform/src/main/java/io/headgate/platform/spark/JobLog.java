package io.headgate.platform.spark;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * The log of a job. spark-submit sets up logging before it sees a job's jar, so the settings in the
 * jar are put in place by the job itself; those that a person gave by {@code
 * -Dlog4j2.configurationFile} or in Spark's conf folder stay.
 */
final class JobLog {
  private static final String SPARK_DEFAULT = "org/apache/spark/log4j2-defaults.properties";

  private JobLog() {}

  static void configure() {
    ConfigurationSource source =
        LoggerContext.getContext(false).getConfiguration().getConfigurationSource();
    if (isDefault(source)) {
      Configurator.reconfigure(settings());
    }
  }

  private static boolean isDefault(ConfigurationSource source) {
    String location = source.getLocation();
    return location == null || location.endsWith(SPARK_DEFAULT);
  }

  private static URI settings() {
    URL settings = JobLog.class.getResource("log4j2.properties");
    try {
      return settings.toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Not a URI: " + settings, e);
    }
  }
}
