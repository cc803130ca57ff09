package dev.carillon.launcher.terminal;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The last line of defence before texts that others wrote: whatever a driver puts into a message,
 * the passwords that are known do not reach the terminal or the log. Works on whole lines.
 */
final class Masking {
  /** A shorter one would be found in the middle of innocent words. */
  private static final int SHORTEST = 4;

  private final List<String> longestFirst;

  Masking(Set<String> secrets) {
    this.longestFirst =
        secrets.stream()
            .filter(secret -> secret.length() >= SHORTEST)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  PrintStream over(PrintStream stream) {
    return longestFirst.isEmpty()
        ? stream
        : new PrintStream(new Lines(stream, stream.charset()), true, stream.charset());
  }

  private String masked(String text) {
    String result = text;
    for (String secret : longestFirst) {
      result = result.replace(secret, "***");
    }
    return result;
  }

  private final class Lines extends FilterOutputStream {
    private final Charset charset;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    Lines(OutputStream out, Charset charset) {
      super(out);
      this.charset = charset;
    }

    @Override
    public synchronized void write(int b) throws IOException {
      waiting.write(b);
      if (b == '\n') {
        flush();
      }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      waiting.write(bytes, offset, length);
    }

    @Override
    public synchronized void flush() throws IOException {
      out.write(masked(waiting.toString(charset)).getBytes(charset));
      waiting.reset();
      out.flush();
    }
  }
}
