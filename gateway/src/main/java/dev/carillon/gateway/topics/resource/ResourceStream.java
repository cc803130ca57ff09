package dev.carillon.gateway.topics.resource;

import dev.carillon.async.time.Timers;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.ws.fanout.LoopFanout;
import dev.carillon.gateway.ws.fanout.Member;
import dev.carillon.gateway.ws.fanout.Sink;
import dev.carillon.gateway.ws.message.SlowReader;
import dev.carillon.gateway.ws.message.Turn;
import dev.carillon.gateway.ws.stream.EventStream;
import dev.carillon.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client that watches one resource. Messages about it are hints: each has it read again, one
 * reading at a time, and what differs from what the client has goes out. A hint that is lost is
 * made up for within a minute.
 */
final class ResourceStream implements Sink {
  private static final Duration BEAT = Duration.ofSeconds(15);
  private static final int BEATS_OF_A_LOOK = 4;
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Buffer COMMENT = Buffer.buffer(":\n\n");

  private final EventStream out;
  private final Timers timers;
  private final Supplier<? extends Future<?>> read;
  private final Promise<Void> done = Promise.promise();
  private byte[] told = new byte[0];
  private @Nullable Member member;
  private int beats;
  private boolean reading;
  private boolean wanted;
  private boolean due;

  ResourceStream(EventStream out, Timers timers, Supplier<? extends Future<?>> read) {
    this.out = out;
    this.timers = timers;
    this.read = read;
  }

  /** Ends when the client leaves, the server stops, or the resource cannot be had any more. */
  Future<Void> run(LoopFanout fanout, String topic, byte[] first) {
    Member joined = fanout.join(this);
    member = joined;
    joined.subscribe(topic);
    tell(first);
    look(); // it may have changed before anybody listened here
    later(BEAT, this::beat);
    return done.future();
  }

  /** The client has gone, or shall. May be called twice. */
  void end() {
    if (done.tryComplete() && member != null) {
      member.leave();
    }
  }

  private void look() {
    if (reading) {
      wanted = true;
      return;
    }
    if (!out.keepsUp()) {
      lookLater();
      return;
    }
    reading = true;
    wanted = false;
    read.get()
        .onComplete(
            r -> {
              reading = false;
              if (!isOver()) {
                onRead(r.result(), r.cause());
              }
            });
  }

  /** Once, however many hints come until then. */
  private void lookLater() {
    if (!due) {
      due = true;
      later(
          AGAIN,
          () -> {
            due = false;
            look();
          });
    }
  }

  private void onRead(@Nullable Object now, @Nullable Throwable failure) {
    if (failure == null) {
      tell(Json.bytes(Objects.requireNonNull(now)));
      if (wanted) {
        look();
      }
    } else if (isGone(failure)) {
      out.send(Buffer.buffer("event: end\ndata: {\"code\":\"not-found\"}\n\n"));
      end();
    } else {
      lookLater();
    }
  }

  private static boolean isGone(Throwable cause) {
    return cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND;
  }

  private void tell(byte[] now) {
    if (!Arrays.equals(now, told)) {
      told = now;
      out.send(Buffer.buffer("data: ").appendBytes(now).appendString("\n\n"));
    }
  }

  private void beat() {
    out.send(COMMENT);
    if (++beats % BEATS_OF_A_LOOK == 0) {
      look();
    }
    later(BEAT, this::beat);
  }

  private void later(Duration delay, Runnable action) {
    timers.after(
        delay,
        () -> {
          if (!isOver()) {
            action.run();
          }
        });
  }

  private boolean isOver() {
    return done.future().isComplete();
  }

  @Override
  public void offer(Turn turn, SlowReader slow) {
    look();
  }

  @Override
  public void flush() {
    // what goes out is sent when it has been read
  }

  @Override
  public void forget(String topic) {
    // nothing is kept
  }

  @Override
  public void restart(Duration retryAfter) {
    out.restart(retryAfter);
    end();
  }
}
