package dev.carillon.launcher.imports.file;

import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.launcher.imports.row.RowFault;
import dev.carillon.launcher.imports.row.RowSource;
import dev.carillon.launcher.imports.row.SourceRow;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An object of JSON a line, in UTF-8; empty lines are passed over. */
final class NdjsonRows implements RowSource.Rows {
  private static final int LONGEST = 256 * 1024;
  private static final int SHOWN = 1_000;

  private final FileChannel channel;
  private final long size;
  private final InputStream in;
  private final Chain chain = new Chain();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long number;

  NdjsonRows(Path file) throws IOException {
    this.channel = FileChannel.open(file);
    this.size = channel.size();
    this.in = ByteOrderMark.without(Channels.newInputStream(channel));
  }

  @Override
  public @Nullable SourceRow next() throws IOException {
    while (true) {
      long length = readLine();
      if (length < 0) {
        return null;
      }
      if (!line.toString(StandardCharsets.UTF_8).isBlank()) {
        return row(length);
      }
    }
  }

  /** The length of the line, of which so much is kept as may be; -1 at the end. */
  private long readLine() throws IOException {
    line.reset();
    long length = 0;
    int next = in.read();
    if (next < 0) {
      return -1;
    }
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (length++ < LONGEST) {
        line.write(next);
      }
    }
    return length;
  }

  private SourceRow row(long length) {
    byte[] bytes = line.toByteArray();
    String mark = chain.add(bytes);
    number++;
    if (length > LONGEST) {
      return unreadable(mark, "is longer than " + LONGEST + " bytes");
    }
    try {
      Doc doc = Json.read(bytes, Doc.class);
      return doc.isObject()
          ? new SourceRow(number, null, mark, new JsonObject(doc.members()), null)
          : unreadable(mark, "is not an object");
    } catch (Failure wrong) {
      return unreadable(mark, "is not JSON: " + wrong.message());
    }
  }

  private SourceRow unreadable(String mark, String why) {
    String text = line.toString(StandardCharsets.UTF_8);
    JsonObject shown = JsonObject.of("text", text.substring(0, Math.min(text.length(), SHOWN)));
    return new SourceRow(number, null, mark, shown, RowFault.invalid(null, why));
  }

  @Override
  public double share() {
    try {
      return size == 0 ? 1 : (double) channel.position() / size;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
