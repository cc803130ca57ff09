package dev.carillon.launcher.imports.file;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Lets no row take more than a bound: a quotation mark that is never closed would have the whole
 * file in memory.
 */
final class BoundedReader extends FilterReader {
  private static final int MOST = 1 << 20;

  private int since;

  BoundedReader(Reader in) {
    super(in);
  }

  /** A row begins. */
  void begin() {
    since = 0;
  }

  @Override
  public int read() throws IOException {
    char[] one = new char[1];
    return read(one, 0, 1) < 0 ? -1 : one[0];
  }

  @Override
  public int read(char[] into, int offset, int length) throws IOException {
    int count = super.read(into, offset, length);
    since += Math.max(0, count);
    if (since > MOST) {
      throw new IOException(
          "a row is longer than " + MOST + " characters; is a quotation mark missing?");
    }
    return count;
  }
}
