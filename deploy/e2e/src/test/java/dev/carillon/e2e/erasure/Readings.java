package dev.carillon.e2e.erasure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * All that a text can be read as: itself, and what is in it as base64, hex, quoted-printable, gzip
 * or deflate, one within the other. Case does not matter.
 */
final class Readings {
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{12,}={0,2}");
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{12,}");
  private static final Pattern QUOTED = Pattern.compile("=([0-9A-Fa-f]{2})|=\r?\n|=\\\\r\\\\n");
  private static final int DEEPEST = 3;
  private static final int OFFSETS = 4;

  private Readings() {}

  /** Whether a text says the mark, in whatever way. */
  static boolean say(String text, String mark) {
    return says(text, mark.toLowerCase(Locale.ROOT), 0);
  }

  private static boolean says(String text, String mark, int depth) {
    if (text.toLowerCase(Locale.ROOT).contains(mark)) {
      return true;
    }
    return depth < DEEPEST
        && within(text).filter(r -> !r.equals(text)).anyMatch(r -> says(r, mark, depth + 1));
  }

  private static Stream<String> within(String text) {
    List<String> found = new ArrayList<>();
    Matcher base64 = BASE64.matcher(text);
    while (base64.find()) {
      for (int offset = 0; offset < OFFSETS; offset++) {
        base64(base64.group().substring(offset), found);
      }
    }
    Matcher hex = HEX.matcher(text);
    while (hex.find()) {
      String digits = hex.group();
      for (int offset = 0; offset < 2; offset++) {
        int end = digits.length() - (digits.length() - offset) % 2;
        add(HexFormat.of().parseHex(digits.substring(offset, end)), found);
      }
    }
    if (text.contains("=")) {
      found.add(quotedPrintable(text));
    }
    return found.stream();
  }

  private static void base64(String text, List<String> found) {
    String bare = text.replace('-', '+').replace('_', '/').replace("=", "");
    String whole = bare.length() % OFFSETS == 1 ? bare.substring(0, bare.length() - 1) : bare;
    try {
      add(Base64.getDecoder().decode(whole), found);
    } catch (IllegalArgumentException notBase64) {
      // then it is no other text either
    }
  }

  private static void add(byte[] bytes, List<String> found) {
    found.add(new String(bytes, StandardCharsets.ISO_8859_1));
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      found.add(new String(gzip.readAllBytes(), StandardCharsets.ISO_8859_1));
    } catch (IOException notGzip) {
      // the same
    }
    if (bytes.length > 2 && bytes[0] == 0x78) {
      try (InflaterInputStream zlib = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
        found.add(new String(zlib.readAllBytes(), StandardCharsets.ISO_8859_1));
      } catch (IOException notZlib) {
        // the same
      }
    }
  }

  private static String quotedPrintable(String text) {
    return QUOTED
        .matcher(text)
        .replaceAll(
            found ->
                found.group(1) == null
                    ? ""
                    : Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(found.group(1), 16))));
  }
}
