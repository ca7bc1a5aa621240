package io.headgate.platform.contract;

import com.fasterxml.jackson.core.JsonPointer;
import org.apache.avro.Schema;

/**
 * An event type as the folder declares it, with a schema that could be read.
 *
 * @param source the topic in pipeline.yaml
 * @param at the event type in pipeline.yaml; the source itself when it has one type
 * @param file schema file, relative to the folder
 * @param name name of the event type
 * @param schema the reader schema
 */
public record DraftEventType(
    JsonPointer source, JsonPointer at, String file, String name, Schema schema) {}
