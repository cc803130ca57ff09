package dev.carillon.gateway.topics.resource;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Call;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Chunks;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Streamed;
import dev.carillon.gateway.ws.fanout.LoopFanout;
import dev.carillon.gateway.ws.limits.Seat;
import dev.carillon.gateway.ws.stream.EventStream;
import dev.carillon.json.Json;
import dev.carillon.request.TraceId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** Opens streams of single resources, for the clients of one event loop. */
public final class ResourceStreams {
  /** The content type of what it opens. */
  private static final Map<String, String> HEADERS =
      Map.of("x-accel-buffering", "no", "cache-control", "no-store");

  private static final Duration READ_LIMIT = Duration.ofSeconds(5);

  private final LoopFanout fanout;
  private final Timers timers;
  private final Clocks clocks;

  /** Nobody watches yet. */
  public ResourceStreams(LoopFanout fanout, Timers timers, Clocks clocks) {
    this.fanout = fanout;
    this.timers = timers;
    this.clocks = clocks;
  }

  /**
   * Answers with a stream if the resource can be read, and otherwise as that reading failed.
   *
   * @param topic says by any message that the resource may have changed; it need not be one that
   *     clients can name
   * @param read reads it, with the caller's own scopes
   */
  public Future<Reply> open(
      ApiRequest request, String topic, Function<Call, ? extends Future<?>> read) {
    return read.apply(request.call())
        .map(
            first ->
                new Reply(
                    200,
                    new Streamed(
                        Streamed.EVENTS, out -> run(request, out, topic, read, Json.bytes(first))),
                    HEADERS));
  }

  /** It counts as one of its key's connections, and as a request no more. */
  private Future<Void> run(
      ApiRequest request,
      Chunks out,
      String topic,
      Function<Call, ? extends Future<?>> read,
      byte[] first) {
    Seat seat = fanout.limits().seat(request.call().principal());
    request.countNoMore();
    EventStream events = new EventStream(out.response(), fanout.limits(), seat, out::cut);
    ResourceStream stream =
        new ResourceStream(events, timers, () -> read.apply(again(request.call())));
    request.whenEnded(
        () -> {
          stream.end();
          events.onClosed();
        });
    return stream.run(fanout, topic, first);
  }

  private Call again(Call call) {
    return new Call(
        call.principal(),
        call.scopes(),
        TraceId.next(),
        null,
        Deadline.in(READ_LIMIT, clocks),
        null);
  }
}
