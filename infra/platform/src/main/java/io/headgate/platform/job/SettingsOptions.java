package io.headgate.platform.job;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The flags that every job has beside its own: {@code --config} and one per open setting. */
public final class SettingsOptions {
  private static final String CONFIG_FLAG = "--config";

  private SettingsOptions() {}

  /** Adds the flags to a picocli command. */
  public static void addTo(CommandSpec command) {
    command.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Show this help and exit.")
            .build());
    command.addOption(
        OptionSpec.builder(CONFIG_FLAG)
            .type(Path.class)
            .paramLabel("FILE")
            .description(
                "Properties file with settings (else the one that "
                    + Setting.CONFIG_VARIABLE
                    + " names).")
            .build());
    for (Setting setting : Setting.values()) {
      setting.flag().ifPresent(flag -> command.addOption(option(setting, flag)));
    }
  }

  private static OptionSpec option(Setting setting, String flag) {
    String fallback = setting.defaultValue().map(value -> " Default: " + value + ".").orElse("");
    return OptionSpec.builder(flag)
        .type(String.class)
        .paramLabel("VALUE")
        .description(setting.description() + "; else " + setting.variable() + "." + fallback)
        .build();
  }

  /** The settings of a parsed command line. */
  public static Settings read(ParseResult parsed, Map<String, String> environment) {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      setting
          .flag()
          .map(flag -> parsed.matchedOptionValue(flag, (String) null))
          .ifPresent(value -> flags.put(setting, value));
    }
    Path config = parsed.matchedOptionValue(CONFIG_FLAG, (Path) null);
    return new SettingsSource(environment).read(flags, config);
  }
}
