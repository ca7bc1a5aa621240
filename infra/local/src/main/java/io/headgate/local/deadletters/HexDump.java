package io.headgate.local.deadletters;

import java.util.HexFormat;
import java.util.Locale;

/** Bytes as people read them: offset, sixteen bytes in hexadecimal, and what of them is ASCII. */
final class HexDump {
  private static final int WIDTH = 16;
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private HexDump() {}

  static String of(byte[] bytes) {
    StringBuilder dump = new StringBuilder();
    for (int from = 0; from < bytes.length; from += WIDTH) {
      int until = Math.min(bytes.length, from + WIDTH);
      dump.append(
          String.format(
              Locale.ROOT,
              "%08x  %-47s  %s%n",
              from,
              HEX.formatHex(bytes, from, until),
              ascii(bytes, from, until)));
    }
    return dump.toString().stripTrailing();
  }

  private static String ascii(byte[] bytes, int from, int until) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < until; i++) {
      text.append(bytes[i] >= 0x20 && bytes[i] < 0x7f ? (char) bytes[i] : '.');
    }
    return text.toString();
  }
}
