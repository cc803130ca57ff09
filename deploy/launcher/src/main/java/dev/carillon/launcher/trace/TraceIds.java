package dev.carillon.launcher.trace;

import dev.carillon.request.TraceId;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The ids of new traces: as requests are named, or the name that a client gave its request. */
final class TraceIds implements IdGenerator {
  private final ThreadLocal<@Nullable String> wanted = new ThreadLocal<>();

  /** The next trace that begins on this thread has this id; null for any. */
  void want(@Nullable String id) {
    if (id == null) {
      wanted.remove();
    } else {
      wanted.set(id);
    }
  }

  @Override
  public String generateTraceId() {
    String id = wanted.get();
    return id == null ? TraceId.next() : id;
  }

  @Override
  public String generateSpanId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long id = random.nextLong();
    while (id == 0) {
      id = random.nextLong();
    }
    return java.util.HexFormat.of().toHexDigits(id);
  }
}
