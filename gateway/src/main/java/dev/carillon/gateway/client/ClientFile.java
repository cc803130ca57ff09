package dev.carillon.gateway.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A file of the class path, read and compressed once. */
final class ClientFile {
  private static final int TAG_BYTES = 16;

  private final String type;
  private final String etag;
  private final byte[] plain;
  private final byte[] zipped;

  private ClientFile(String type, byte[] plain) throws IOException, NoSuchAlgorithmException {
    this.type = type;
    this.plain = plain;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    zipped = out.toByteArray();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(plain);
    // Weak: it names what the file says, compressed or not.
    etag = "W/\"" + HexFormat.of().formatHex(digest, 0, TAG_BYTES) + "\"";
  }

  static ClientFile read(String name, String type) {
    try (InputStream in = ClientFile.class.getResourceAsStream("/client/" + name)) {
      if (in == null) {
        throw new IllegalStateException("The build has left out " + name);
      }
      return new ClientFile(type, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  String type() {
    return type;
  }

  String etag() {
    return etag;
  }

  byte[] body(boolean compressed) {
    return compressed ? zipped : plain;
  }

  /** Whether the reader has it already. */
  boolean isNamed(List<String> ifNoneMatch) {
    String opaque = etag.substring(2);
    return ifNoneMatch.stream().anyMatch(line -> line.contains(opaque) || line.strip().equals("*"));
  }
}
