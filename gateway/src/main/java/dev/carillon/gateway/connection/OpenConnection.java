package dev.carillon.gateway.connection;

import dev.carillon.async.time.Timers;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection and what it is doing. Time-outs of the socket alone are no use: a byte from time
 * to time keeps them away.
 */
public final class OpenConnection {
  private static final Logger LOG = LoggerFactory.getLogger(OpenConnection.class);
  private static final String KEY = "connection";

  /** So much of a body is read after its answer, so that the client comes to see the answer. */
  private static final long DRAINED_BYTES = 64 * 1024;

  /** The length of a body of which all may be read: up to 59,999 bytes. */
  private static final Pattern SHORT = Pattern.compile("\\d{1,4}|[1-5]\\d{4}");

  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(1);

  /** What arrives in time to be answered with 408 is not cut before that answer. */
  private static final Duration ANSWER_FIRST = Duration.ofSeconds(2);

  private enum Doing {
    /** No whole head has come since it was opened or since the last answer was taken. */
    WAITS,
    /** A request is being read or answered. */
    ANSWERS,
    /** An answer without a set length: only a reader that takes nothing ends it. */
    STREAMS,
    /** An ordinary answer is complete, and perhaps not taken. */
    SENDS,
    /** It is closed as soon as the client could see why. */
    ENDS,
    /** It becomes a WebSocket, and no request behind is one any more. */
    SWITCHES,
    /** It is a WebSocket, with rules of its own. */
    UPGRADED
  }

  private @Nullable HttpConnection connection;
  private final RawChannel channel;
  private final Timers timers;
  private final ConnectionTimes times;
  private final boolean refused;
  private Doing doing = Doing.WAITS;
  private long since;
  private long moved;
  private @Nullable Runnable held;
  private @Nullable Supplier<Runnable> upgraded;

  OpenConnection(
      HttpConnection connection,
      RawChannel channel,
      Timers timers,
      ConnectionTimes times,
      long now,
      boolean refused) {
    this.connection = connection;
    this.channel = channel;
    this.timers = timers;
    this.times = times;
    this.since = now;
    this.moved = now;
    this.refused = refused;
  }

  /** The connection of a request that {@link Connections} let in. */
  public static OpenConnection of(RoutingContext rc) {
    return rc.get(KEY);
  }

  /** An answer piece by piece begins: it may take as long as its route allows. */
  public void streams() {
    doing = Doing.STREAMS;
  }

  /** The same without an end: the kernel keeps little for a client that does not read. */
  public void streamsEvents() {
    streams();
    channel.keepLittle();
  }

  /** A request is going to be upgraded, so that what is behind it is no request; or it is not. */
  public void switching(boolean upgrades) {
    doing = upgrades ? Doing.SWITCHES : Doing.ANSWERS;
  }

  /** Whether it takes no requests any more. */
  boolean isSwitched() {
    return doing == Doing.SWITCHES || doing == Doing.UPGRADED;
  }

  /** It has become a WebSocket. What was the request's is forgotten: there are many sockets. */
  public void upgraded() {
    doing = Doing.UPGRADED;
    connection = null;
    if (upgraded != null) {
      channel.whenClosed(upgraded.get());
      upgraded = null;
    }
  }

  /** Runs with {@link #upgraded}, for what runs at the end. The last one counts. */
  void whenUpgraded(Supplier<Runnable> action) {
    upgraded = action;
  }

  /** The body is complete: what follows is the time of the answer. */
  public void bodyArrived(long now) {
    since = now;
  }

  /** Whether it is one too many for its address, and must be told so. */
  boolean isRefused() {
    return refused;
  }

  /** What is given back when the request has ended; of a WebSocket, when it has. */
  void holds(Runnable release) {
    held = release;
  }

  void release() {
    Runnable holding = held;
    held = null;
    if (holding != null) {
      holding.run();
    }
  }

  void begin(RoutingContext rc, long now, boolean isLast) {
    rc.put(KEY, this);
    doing = Doing.ANSWERS;
    since = now;
    HttpServerRequest request = rc.request();
    boolean hasBody = hasBody(request);
    boolean ends = refused || (isLast && !isWebSocket(request));
    if (hasBody || ends) {
      rc.addHeadersEndHandler(
          v -> {
            if (ends || !request.isEnded()) {
              rc.response().putHeader("connection", "close");
            }
          });
    }
    rc.addEndHandler(end -> answered(request, hasBody && !request.isEnded(), ends));
  }

  private static boolean isWebSocket(HttpServerRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
  }

  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return (length != null && !length.equals("0"))
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  /** The request is refused at once, and the connection with it. */
  void endWith(HttpServerRequest request) {
    if (hasBody(request)) {
      drain(request);
    } else {
      request.response().bodyEndHandler(v -> close());
    }
  }

  private void answered(HttpServerRequest request, boolean unread, boolean ends) {
    doing = Doing.SENDS;
    release();
    if (unread) {
      drain(request);
    } else if (ends) {
      close();
    }
  }

  /**
   * A close with unread bytes would take the answer away from the client's hands, and so would a
   * close while it is sending: who has read enough waits for the end of the limit.
   */
  private void drain(HttpServerRequest request) {
    doing = Doing.ENDS;
    Timers.Pending limit = timers.after(DRAIN_LIMIT, channel::cut);
    channel.whenClosed(limit::cancel);
    long[] left = {DRAINED_BYTES - (isShort(request) ? 0 : RawChannel.PIECE)};
    request
        .exceptionHandler(e -> LOG.debug("The client left: {}", e.toString()))
        .endHandler(v -> close())
        .handler(
            bytes -> {
              left[0] -= bytes.length();
              if (left[0] < 0) {
                request.pause();
                channel.stopReading();
              }
            })
        .resume();
  }

  /** Whether all of it may be read. */
  private static boolean isShort(HttpServerRequest request) {
    String length = request.getHeader("content-length");
    return length != null && SHORT.matcher(length).matches();
  }

  private void close() {
    doing = Doing.ENDS;
    if (connection != null) {
      connection.close().onFailure(e -> LOG.debug("Already closed: {}", e.toString()));
    }
  }

  /** Ends it now, whatever waits to be written. */
  public void cut() {
    channel.cut();
  }

  /** Whether it has had its time. Asked about once a second. */
  boolean isOverdue(long now) {
    if (channel.hasMoved()) {
      moved = now;
    }
    if (doing == Doing.SENDS && channel.waiting() == 0) {
      doing = Doing.WAITS;
      since = now;
    }
    Duration stands = Duration.ofNanos(now - since);
    boolean late =
        switch (doing) {
          case WAITS -> stands.compareTo(times.idle()) > 0;
          case ANSWERS, SWITCHES -> stands.compareTo(times.total().plus(ANSWER_FIRST)) > 0;
          case SENDS, ENDS -> stands.compareTo(times.total()) > 0;
          case STREAMS, UPGRADED -> false;
        };
    return late || now - moved > times.stalled().toNanos();
  }
}
