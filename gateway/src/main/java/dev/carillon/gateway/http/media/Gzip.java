package dev.carillon.gateway.http.media;

import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Compression of long answers for who asks. Done here and not by the server's own encoder, which
 * remembers the wishes of all requests that arrive together, and breaks the connection at the
 * 129th.
 */
public final class Gzip {
  /** Bytes of an answer from which it is worth the work. */
  public static final int FROM = 8 * 1024;

  private static final int LEVEL = 4;

  private Gzip() {}

  /** Whether the reader takes it; the exact name counts more than {@code *}. */
  public static boolean isAccepted(HttpServerRequest request) {
    boolean any = false;
    for (String line : request.headers().getAll("accept-encoding")) {
      for (String coding : line.split(",", -1)) {
        String name = coding.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (name.equals("gzip") || name.equals("x-gzip")) {
          return MediaTypes.isWanted(coding);
        }
        any |= name.equals("*") && MediaTypes.isWanted(coding);
      }
    }
    return any;
  }

  public static byte[] of(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 4);
    try (GZIPOutputStream zipped = new Fast(bytes)) {
      zipped.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it is memory
    }
    return bytes.toByteArray();
  }

  private static final class Fast extends GZIPOutputStream {
    Fast(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(LEVEL);
      def.setStrategy(Deflater.DEFAULT_STRATEGY);
    }
  }
}
