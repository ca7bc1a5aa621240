package io.headgate.registry.http;

import io.headgate.http.Role;
import io.headgate.platform.registry.Compatibility;
import io.headgate.registry.schema.Configuration;
import io.headgate.registry.schema.SchemaMode;
import io.headgate.registry.schema.SchemaProblems;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.annotation.Nullable;

/** Compatibility levels and modes, as clients of Confluent's registry set them. */
public final class ConfigurationResource {
  private static final String LEVEL = "compatibilityLevel";
  private static final String MODE = "mode";

  private final Configuration configuration;

  public ConfigurationResource(Configuration configuration) {
    this.configuration = configuration;
  }

  /** A level of compatibility that somebody sets. */
  public record LevelRequest(@Nullable String compatibility) {}

  /** A mode that somebody sets. */
  public record ModeRequest(@Nullable String mode) {}

  public void install(Javalin http) {
    http.get(
        "/config",
        context -> context.json(Map.of(LEVEL, configuration.defaultLevel())),
        Role.READER);
    http.put("/config", this::setDefaultLevel, Role.OPERATOR);
    http.delete("/config", this::dropDefaultLevel, Role.OPERATOR);
    http.get("/config/{subject}", this::level, Role.READER);
    http.put("/config/{subject}", this::setLevel, Role.ENGINEER);
    http.delete(
        "/config/{subject}",
        context ->
            context.json(Map.of(LEVEL, configuration.dropLevel(context.pathParam("subject")))),
        Role.ENGINEER);
    http.get(
        "/mode", context -> context.json(Map.of(MODE, configuration.defaultMode())), Role.READER);
    http.put("/mode", this::setDefaultMode, Role.OPERATOR);
    http.get("/mode/{subject}", this::mode, Role.READER);
    http.put("/mode/{subject}", this::setMode, Role.ENGINEER);
    http.delete(
        "/mode/{subject}",
        context -> context.json(Map.of(MODE, configuration.dropMode(context.pathParam("subject")))),
        Role.ENGINEER);
  }

  private void setDefaultLevel(Context context) {
    Compatibility level = levelIn(context);
    configuration.setDefaultLevel(level);
    context.json(Map.of("compatibility", level));
  }

  private void dropDefaultLevel(Context context) {
    Compatibility before = configuration.defaultLevel();
    configuration.setDefaultLevel(Compatibility.BACKWARD);
    context.json(Map.of(LEVEL, before));
  }

  private void level(Context context) {
    String subject = context.pathParam("subject");
    Compatibility level =
        own(
            context,
            configuration.level(subject),
            configuration::defaultLevel,
            () -> SchemaProblems.subjectHasNoLevel(subject));
    context.json(Map.of(LEVEL, level));
  }

  private void setLevel(Context context) {
    Compatibility level = levelIn(context);
    configuration.setLevel(context.pathParam("subject"), level);
    context.json(Map.of("compatibility", level));
  }

  private void setDefaultMode(Context context) {
    SchemaMode mode = modeIn(context);
    configuration.setDefaultMode(mode);
    context.json(Map.of(MODE, mode));
  }

  private void mode(Context context) {
    String subject = context.pathParam("subject");
    SchemaMode mode =
        own(
            context,
            configuration.mode(subject),
            configuration::defaultMode,
            () -> SchemaProblems.subjectHasNoMode(subject));
    context.json(Map.of(MODE, mode));
  }

  private void setMode(Context context) {
    SchemaMode mode = modeIn(context);
    configuration.setMode(context.pathParam("subject"), mode);
    context.json(Map.of(MODE, mode));
  }

  private static <T> T own(
      Context context,
      Optional<T> own,
      Supplier<T> byDefault,
      Supplier<? extends RuntimeException> absent) {
    return own.or(
            () ->
                ConfluentAnswers.isOn(context, "defaultToGlobal")
                    ? Optional.of(byDefault.get())
                    : Optional.empty())
        .orElseThrow(absent);
  }

  private static Compatibility levelIn(Context context) {
    String level = Requests.body(context, LevelRequest.class).compatibility();
    return CompatibilityNames.parse(level == null ? "" : level);
  }

  private static SchemaMode modeIn(Context context) {
    String asked = Requests.body(context, ModeRequest.class).mode();
    String mode = asked == null ? "" : asked.toUpperCase(Locale.ROOT);
    if (mode.equals("IMPORT")) {
      throw SchemaProblems.importRefused();
    }
    try {
      return SchemaMode.valueOf(mode);
    } catch (IllegalArgumentException e) {
      throw SchemaProblems.invalidMode(mode);
    }
  }
}
