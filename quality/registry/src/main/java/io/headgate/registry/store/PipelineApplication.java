package io.headgate.registry.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A pipeline as {@code headgate apply} sends it. */
public record PipelineApplication(
    String name,
    String mode,
    String ownerTeam,
    long slaMinutes,
    List<String> sourceTopics,
    JsonNode contract) {}
