package io.headgate.local.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * A file with the Avro schema of an event.
 *
 * @param definition its text
 * @param recordName full name of its record
 */
record SchemaFile(String definition, String recordName) {

  static SchemaFile read(Path file) {
    String text = text(file);
    try {
      Schema schema = new Schema.Parser().parse(text);
      if (schema.getType() != Schema.Type.RECORD) {
        throw refused(
            file, "an event is a record, and this is " + schema.getType().getName(), null);
      }
      return new SchemaFile(text, schema.getFullName());
    } catch (AvroRuntimeException e) {
      throw refused(file, "it is not an Avro schema (" + e.getMessage() + ")", e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (NoSuchFileException e) {
      throw refused(file, "there is no such file", e);
    } catch (CharacterCodingException e) {
      throw refused(file, "it is not text in UTF-8", e);
    } catch (IOException e) {
      throw refused(file, e.getMessage(), e);
    }
  }

  private static HeadgateException refused(Path file, String reason, Exception cause) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot check %s: %s. Name a file with the Avro schema of an event, as JSON."
            .formatted(file, reason),
        cause);
  }
}
