package dev.carillon.launcher.imports.row;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where rows come from. Reading waits for the reader: nothing is read ahead without a bound. */
public interface RowSource {
  /** What it is and how it is read, without secrets: another text is another import. */
  String description();

  /**
   * Begins behind a position. What is there must be what was there: a source that has changed is a
   * failure.
   *
   * @param counted whether to find out how many rows there are, which may take a while
   */
  Rows open(Position behind, boolean counted) throws IOException, InterruptedException;

  /** The rows behind a position, in their order. */
  interface Rows extends AutoCloseable {
    /** The next one; null at the end. */
    @Nullable SourceRow next() throws IOException, InterruptedException;

    /** How much of the whole source was read, from 0 to 1; not a number where unknown. */
    double share();

    @Override
    void close();
  }
}
