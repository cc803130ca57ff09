package dev.carillon.launcher.imports;

import dev.carillon.launcher.imports.row.Fields;
import dev.carillon.launcher.imports.row.RowFault;
import dev.carillon.launcher.imports.row.RowSource;
import dev.carillon.launcher.imports.row.SourceRow;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts rows into batches, at the same places whenever it is begun at the same row: a batch that is
 * asked again after a crash must be the same request.
 */
final class BatchCutter {
  /** A request has 1 MiB at most. */
  private static final int MOST_BYTES = 1_000_000;

  /** What stands around a user in a request. */
  private static final int AROUND = 32;

  private final RowSource.Rows rows;
  private final Fields fields;
  private final int size;
  private final long cutBehind;
  private final boolean welcome;
  private @Nullable SourceRow waiting;
  private boolean atEnd;

  /**
   * Reads {@code rows}.
   *
   * @param size the most rows of a batch
   * @param cutBehind a row with which a batch ends in any case; 0 for none
   */
  BatchCutter(RowSource.Rows rows, Fields fields, int size, long cutBehind, boolean welcome) {
    this.rows = rows;
    this.fields = fields;
    this.size = size;
    this.cutBehind = cutBehind;
    this.welcome = welcome;
  }

  /** The next batch; null at the end. */
  @Nullable Batch next() throws IOException, InterruptedException {
    List<Batch.Entry> entries = new ArrayList<>();
    int bytes = 0;
    while (entries.size() < size) {
      SourceRow row = waiting == null ? rows.next() : waiting;
      waiting = null;
      if (row == null) {
        atEnd = true;
        break;
      }
      Batch.Entry entry = entry(row);
      bytes += bytes(entry.user());
      if (bytes > MOST_BYTES && !entries.isEmpty()) {
        waiting = row;
        break;
      }
      entries.add(entry);
      if (row.number() == cutBehind) {
        break;
      }
    }
    return entries.isEmpty() ? null : new Batch(entries);
  }

  /** Whether the last batch was cut short by the end of the source. */
  boolean isAtEnd() {
    return atEnd;
  }

  private Batch.Entry entry(SourceRow row) {
    if (row.fault() != null) {
      return new Batch.Entry(row, null, null);
    }
    JsonObject user = fields.user(row.columns());
    Object active = user.remove(Fields.ACTIVE);
    if (active != null && !(active instanceof Boolean)) {
      RowFault why = RowFault.invalid(fields.column(Fields.ACTIVE), "must be true or false");
      return new Batch.Entry(row.with(why), null, null);
    }
    if (!welcome && !user.containsKey(Fields.WELCOME)) {
      user.put(Fields.WELCOME, false);
    }
    return new Batch.Entry(row, user, (Boolean) active);
  }

  private static int bytes(@Nullable JsonObject user) {
    return user == null ? 0 : user.encode().getBytes(StandardCharsets.UTF_8).length + AROUND;
  }
}
