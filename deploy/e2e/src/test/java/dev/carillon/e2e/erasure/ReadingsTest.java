package dev.carillon.e2e.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The witness of an erasure sees through every encoding that a store might use. */
class ReadingsTest {
  private static final String MARK = "Mark7f3aZebra";
  private static final byte[] TEXT = ("Dear " + MARK + ", hello").getBytes(StandardCharsets.UTF_8);

  @Test
  void aTextSaysWhatStandsInIt() {
    assertThat(Readings.say("1\tx " + MARK.toUpperCase(java.util.Locale.ROOT), MARK)).isTrue();
    assertThat(Readings.say("1\tx another\\x0102", MARK)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ab", "abc"})
  void base64IsReadWhereverItBegins(String before) {
    String encoded =
        Base64.getEncoder().encodeToString((before + MARK + "..").getBytes(StandardCharsets.UTF_8));
    assertThat(Readings.say("1\t{\"content\":\"" + encoded + "\"}", MARK)).isTrue();
    assertThat(Readings.say(before + encoded, MARK)).isTrue();
  }

  @Test
  void bytesAreReadAsPostgresWritesThem() {
    assertThat(Readings.say("\\\\x" + HexFormat.of().formatHex(TEXT), MARK)).isTrue();
  }

  @Test
  void quotedPrintableIsRead() {
    assertThat(Readings.say("Dear Mark7f3=\r\naZ=65bra", MARK)).isTrue();
  }

  @Test
  void whatIsCompressedIsRead() throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(TEXT);
    }
    ByteArrayOutputStream zlib = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(zlib)) {
      out.write(TEXT);
    }
    assertThat(Readings.say("\\\\x" + HexFormat.of().formatHex(gzip.toByteArray()), MARK)).isTrue();
    assertThat(Readings.say(Base64.getEncoder().encodeToString(zlib.toByteArray()), MARK)).isTrue();
  }
}
