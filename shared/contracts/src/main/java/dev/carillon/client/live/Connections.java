package dev.carillon.client.live;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.client.live.LiveState.Kind;
import dev.carillon.failure.Failure;
import dev.carillon.json.Json;
import dev.carillon.text.TimeText;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocketClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection after another, each with a token that is good. Of one event loop. */
final class Connections {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
  private static final int RESTART = 1012;
  private static final int UNAUTHENTICATED = 4401;
  private static final Duration EARLIEST = Duration.ofMinutes(1);

  private final WebSocketClient http;
  private final LiveOptions options;
  private final Clocks clocks;
  private final Timers timers;
  private final User user;
  private final Promise<LiveState> closed = Promise.promise();
  private @Nullable Current current;
  private Timers.@Nullable Pending refresh;
  private Timers.@Nullable Pending stable;
  private int tries;

  /** Who uses them. */
  interface User {
    /** May throw: what the application does with it is its own. */
    void state(LiveState state);

    /** From now on frames may be sent. */
    void welcome(Link link);

    void heard(ServerFrame frame);

    /** None may be sent until the next welcome. */
    void lost();
  }

  /** What the retry hint of a Close frame says. */
  record Hint(@Nullable Long retryAfterMs) {}

  /** The connection of now; what an earlier one still says is not heard. */
  private final class Current implements Link.Owner {
    private @Nullable Link link;

    @Override
    public void heard(ServerFrame frame) {
      if (this == current) {
        user.heard(frame);
      }
    }

    @Override
    public void ended(int code, String reason) {
      if (this == current) {
        Connections.this.ended(code, reason);
      }
    }

    void opened(Link opened, Credential shown) {
      if (this != current) {
        opened.drop("too late");
        return;
      }
      link = opened;
      stable = timers.after(options.heartbeat(), () -> tries = 0);
      if (shown.key() != null && shown.expiresAt() != null) {
        refreshBefore(shown.expiresAt());
      }
      tell(LiveState.of(Kind.ONLINE));
      user.welcome(opened);
    }
  }

  Connections(WebSocketClient http, LiveOptions options, Clocks clocks, Timers timers, User user) {
    this.http = http;
    this.options = options;
    this.clocks = clocks;
    this.timers = timers;
    this.user = user;
  }

  Future<LiveState> closed() {
    return closed.future();
  }

  boolean isClosed() {
    return closed.future().isComplete();
  }

  void connect() {
    if (isClosed()) {
      return;
    }
    tell(LiveState.of(Kind.CONNECTING));
    Current mine = new Current();
    current = mine;
    credential()
        .onFailure(e -> mine.ended(Link.NO_CLOSE_FRAME, "nothing to show: " + e.getMessage()))
        .onSuccess(
            shown -> {
              if (mine == current && shown.isEmpty()) {
                close(UNAUTHENTICATED, "the application has nothing to show");
              } else if (mine == current) {
                open(shown.get(), mine);
              }
            });
  }

  private void open(Credential shown, Current mine) {
    Link.open(http, options, shown, clocks, timers, mine)
        .onSuccess(opened -> mine.opened(opened, shown))
        .onFailure(e -> mine.ended(Link.NO_CLOSE_FRAME, String.valueOf(e.getMessage())));
  }

  /** Comes back on the client's own context, wherever the application found it. */
  private Future<Optional<Credential>> credential() {
    return Work.here(Work.begin(options.credentials()).map(Objects::requireNonNull));
  }

  private void ended(int code, String reason) {
    leave();
    Duration hint = code == RESTART ? hint(reason) : null;
    Duration wait =
        hint == null
            ? options.retry().delayAfter(++tries, ThreadLocalRandom.current()::nextDouble)
            : hint;
    timers.after(wait, this::connect);
    tell(new LiveState(Kind.OFFLINE, code, reason, wait));
  }

  private static @Nullable Duration hint(String reason) {
    try {
      Long wait = Json.readTolerantly(reason, Hint.class).retryAfterMs();
      return wait == null || wait < 0 ? null : Duration.ofMillis(wait);
    } catch (Failure none) {
      return null;
    }
  }

  /** For good. May be called twice. */
  void close(int code, String reason) {
    if (!isClosed()) {
      LiveState end = new LiveState(Kind.CLOSED, code, reason, null);
      Work.settle(closed, Future.succeededFuture(end));
      leave();
      tell(end);
      http.close().onFailure(e -> LOG.debug("Not closed: {}", e.toString()));
    }
  }

  /** A fault of the application's listener must not end the client. */
  private void tell(LiveState state) {
    try {
      user.state(state);
    } catch (RuntimeException e) {
      LOG.error("A listener to the states failed at {}", state.kind(), e);
    }
  }

  private void leave() {
    Current left = current;
    current = null;
    cancel(refresh);
    cancel(stable);
    if (left != null && left.link != null) {
      left.link.drop("it is left");
    }
    user.lost();
  }

  private static void cancel(Timers.@Nullable Pending timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  private void refreshBefore(Instant expiresAt) {
    Duration left = Duration.between(clocks.now(), expiresAt);
    Duration early = left.dividedBy(4).compareTo(EARLIEST) > 0 ? EARLIEST : left.dividedBy(4);
    refreshAfter(left.minus(early));
  }

  private void refreshAfter(Duration wait) {
    Duration least = options.heartbeat().dividedBy(2);
    refresh = timers.after(wait.compareTo(least) > 0 ? wait : least, this::refresh);
  }

  /** Until the token has ended, a failure is tried again; then the server closes. */
  private void refresh() {
    Current mine = current;
    Link link = mine == null ? null : mine.link;
    if (mine == null || link == null) {
      return;
    }
    credential()
        .map(shown -> shown.orElseThrow().key())
        .compose(key -> link.ask("refresh", "key", key))
        .onComplete(
            r -> {
              if (mine != current) {
                return;
              }
              if (r.succeeded() && r.result().expiresAt() != null) {
                refreshBefore(TimeText.parse(r.result().expiresAt()));
              } else if (r.failed()) {
                LOG.warn("No other token was taken: {}", r.cause().getMessage());
                refreshAfter(options.heartbeat());
              }
            });
  }
}
