package dev.carillon.async.trace;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Work that is under way, as its trace will show it.
 *
 * <pre>{@code
 * Span span = Traces.begin("mail.attempt", Traces.here());
 * span.note("carillon.mail.attempt", 1).end(null);
 * }</pre>
 *
 * <p><b>Order</b>: none; a parent may end before what hangs below it. <b>Threads</b>: safe from
 * any. <b>Cancellation</b>: none; what never ends is never told. <b>Failure</b>: nothing here
 * throws, and whoever takes the spans may be away.
 */
public interface Span {
  /** Of no trace: whatever is said to it is forgotten. */
  Span NONE =
      new Span() {
        @Override
        public @Nullable TracePoint at() {
          return null;
        }

        @Override
        public void name(String name) {}

        @Override
        public Span note(String key, String value) {
          return this;
        }

        @Override
        public Span note(String key, long value) {
          return this;
        }

        @Override
        public void link(TracePoint other) {}

        @Override
        public void step(
            String name, Duration began, Duration ended, @Nullable String key, long n) {}

        @Override
        public void end(@Nullable Throwable failure) {}
      };

  /** Where others hang below it; null of none. */
  @Nullable TracePoint at();

  /** It has a better name. */
  void name(String name);

  /** Something to know of it: a name that the product gave, never content. */
  Span note(String key, String value);

  /** The same with a number. */
  Span note(String key, long value);

  /** It has to do with another one, below which it does not hang. */
  void link(TracePoint other);

  /**
   * A step of it that is over.
   *
   * @param began how long ago
   * @param ended likewise, not before it began
   * @param key what {@code n} is; null for nothing
   */
  void step(String name, Duration began, Duration ended, @Nullable String key, long n);

  /**
   * It has ended; more ends are ignored.
   *
   * @param failure why it failed, of which the kind alone is told; null if all went well
   */
  void end(@Nullable Throwable failure);
}
