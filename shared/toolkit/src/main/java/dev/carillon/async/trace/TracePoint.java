package dev.carillon.async.trace;

import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A span that others may hang below, also in another process and long after it has ended: the parts
 * of a W3C {@code traceparent}.
 *
 * <pre>{@code
 * TracePoint point = TracePoint.parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
 * TracePoint again = TracePoint.of(point.trace(), point.span()); // as two columns keep it
 * }</pre>
 *
 * <p><b>Order</b>: none. <b>Threads</b>: a value. <b>Cancellation</b>: none. <b>Failure</b>: what
 * is no {@code traceparent} is null, never a throw.
 *
 * @param traceId 32 hex digits in lower case, not all zero
 * @param spanId 16 of them, likewise
 * @param sampled whether the trace is written down; if not, only its id goes on
 */
public record TracePoint(String traceId, String spanId, boolean sampled) {
  private static final Pattern PARENT =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
  private static final int TRACE_AT = 3;
  private static final int SPAN_AT = 36;
  private static final int FLAGS_AT = 53;
  private static final int HALF = 16;

  /** Of a {@code traceparent} of version 00; null for what is none. */
  public static @Nullable TracePoint parse(@Nullable String traceparent) {
    if (traceparent == null || !PARENT.matcher(traceparent).matches()) {
      return null;
    }
    int flags = HexFormat.fromHexDigits(traceparent, FLAGS_AT, traceparent.length());
    return new TracePoint(
        traceparent.substring(TRACE_AT, SPAN_AT - 1),
        traceparent.substring(SPAN_AT, FLAGS_AT - 1),
        (flags & 1) != 0);
  }

  /** As it is stored, in two columns, of which the second is only written for what is sampled. */
  public static @Nullable TracePoint of(@Nullable UUID trace, @Nullable Long span) {
    if (trace == null || span == null || span == 0) {
      return null;
    }
    HexFormat hex = HexFormat.of();
    return new TracePoint(
        hex.toHexDigits(trace.getMostSignificantBits())
            + hex.toHexDigits(trace.getLeastSignificantBits()),
        hex.toHexDigits(span),
        true);
  }

  /** The trace as it is stored. */
  public UUID trace() {
    return new UUID(
        HexFormat.fromHexDigitsToLong(traceId, 0, HALF),
        HexFormat.fromHexDigitsToLong(traceId, HALF, 2 * HALF));
  }

  /** The span as it is stored. */
  public long span() {
    return HexFormat.fromHexDigitsToLong(spanId);
  }

  /** As a header. */
  public String traceparent() {
    return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
  }
}
