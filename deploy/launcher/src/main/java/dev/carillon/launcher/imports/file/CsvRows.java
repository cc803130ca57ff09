package dev.carillon.launcher.imports.file;

import dev.carillon.embedded.LaunchFailure;
import dev.carillon.launcher.imports.row.RowFault;
import dev.carillon.launcher.imports.row.RowSource;
import dev.carillon.launcher.imports.row.SourceRow;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** CSV after RFC 4180, in UTF-8, whose first row names the columns. */
final class CsvRows implements RowSource.Rows {
  private final Path file;
  private final FileChannel channel;
  private final long size;
  private final BoundedReader reader;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final List<String> columns;
  private final Chain chain = new Chain();
  private long number;

  CsvRows(Path file, char separator) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file);
    this.size = channel.size();
    this.reader =
        new BoundedReader(
            new InputStreamReader(
                ByteOrderMark.without(Channels.newInputStream(channel)),
                StandardCharsets.UTF_8.newDecoder()));
    this.parser =
        CSVParser.builder()
            .setReader(reader)
            .setFormat(
                CSVFormat.RFC4180.builder().setDelimiter(separator).setIgnoreEmptyLines(true).get())
            .get();
    this.records = parser.iterator();
    this.columns = header();
  }

  private List<String> header() {
    CSVRecord first = record();
    List<String> names = new ArrayList<>();
    if (first != null) {
      first.forEach(name -> names.add(name.strip()));
      chain.add(String.join("\u001f", names));
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw new LaunchFailure(file + " has two columns of one name");
    }
    return List.copyOf(names);
  }

  List<String> columns() {
    return columns;
  }

  @Override
  public @Nullable SourceRow next() {
    CSVRecord record = record();
    if (record == null) {
      return null;
    }
    JsonObject row = new JsonObject();
    int count = Math.min(columns.size(), record.size());
    for (int i = 0; i < count; i++) {
      row.put(columns.get(i), record.get(i));
    }
    RowFault fault =
        record.size() == columns.size()
            ? null
            : RowFault.invalid(
                null, "has " + record.size() + " values for " + columns.size() + " columns");
    String mark = chain.add(String.join("\u001f", record.toList()));
    return new SourceRow(++number, null, mark, row, fault);
  }

  private @Nullable CSVRecord record() {
    try {
      reader.begin();
      return records.hasNext() ? records.next() : null;
    } catch (UncheckedIOException e) {
      String why =
          switch (e.getCause()) {
            case CharacterCodingException coding -> "is not UTF-8";
            case IOException wrong -> "is not CSV: " + wrong.getMessage();
          };
      throw new LaunchFailure(
          file + ", about line " + parser.getCurrentLineNumber() + ", " + why, e);
    }
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
      parser.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
