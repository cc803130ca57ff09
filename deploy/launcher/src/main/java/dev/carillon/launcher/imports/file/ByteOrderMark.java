package dev.carillon.launcher.imports.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** What some programs write before UTF-8, and which is none of the text. */
final class ByteOrderMark {
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final int BUFFER = 64 * 1024;

  private ByteOrderMark() {}

  /** The same bytes, without the mark before them; buffered. */
  static InputStream without(InputStream in) throws IOException {
    InputStream buffered = new BufferedInputStream(in, BUFFER);
    buffered.mark(MARK.length);
    if (!Arrays.equals(buffered.readNBytes(MARK.length), MARK)) {
      buffered.reset();
    }
    return buffered;
  }
}
