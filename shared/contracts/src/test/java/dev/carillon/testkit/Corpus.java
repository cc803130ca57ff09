package dev.carillon.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Cases that lie beside the tests as data, each with its class and what is to become of it. */
public final class Corpus {
  private static final Pattern MACRO =
      Pattern.compile("\\\\x([0-9a-f]{2})|\\\\\\*([0-9]+)<([^>]*)>");
  private static final int COLUMNS = 4;

  private Corpus() {}

  /**
   * A case.
   *
   * @param kind its class, and its name there
   * @param isTaken whether it is to be taken; else it is to be refused
   * @param bytes what comes in
   * @param reason what a refusal says; empty if that does not matter
   */
  @SuppressWarnings("ArrayRecordComponent") // only read
  public record Case(String kind, boolean isTaken, byte[] bytes, String reason) {
    /** As text. */
    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return kind;
    }
  }

  /** The cases of a file in {@code corpora}. */
  public static List<Case> of(String file) {
    try (InputStream in = Corpus.class.getResourceAsStream("/corpora/" + file)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).map(Corpus::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case parse(String line) {
    String[] columns = line.split("\t", -1);
    String[] all =
        Stream.concat(Stream.of(columns), Stream.of("", "")).limit(COLUMNS).toArray(String[]::new);
    boolean isTaken =
        switch (all[1]) {
          case "take" -> true;
          case "refuse" -> false;
          default -> throw new AssertionError("neither take nor refuse: " + line);
        };
    return new Case(all[0], isTaken, bytes(all[2]), all[3]);
  }

  /** {@code \xHH} is a byte, {@code \*N<TEXT>} is TEXT so many times; everything else is itself. */
  private static byte[] bytes(String written) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher macro = MACRO.matcher(written);
    int from = 0;
    while (macro.find()) {
      bytes.writeBytes(written.substring(from, macro.start()).getBytes(StandardCharsets.UTF_8));
      if (macro.group(1) != null) {
        bytes.write(Integer.parseInt(macro.group(1), 16));
      } else {
        byte[] once = bytes(macro.group(3));
        for (int i = 0; i < Integer.parseInt(macro.group(2)); i++) {
          bytes.writeBytes(once);
        }
      }
      from = macro.end();
    }
    bytes.writeBytes(written.substring(from).getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }
}
