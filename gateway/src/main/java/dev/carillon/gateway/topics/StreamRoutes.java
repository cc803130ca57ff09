package dev.carillon.gateway.topics;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Chunks;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.Streamed;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.topics.resume.LoopTopics;
import dev.carillon.gateway.topics.resume.Since;
import dev.carillon.gateway.ws.fanout.LoopFanout;
import dev.carillon.gateway.ws.limits.Seat;
import dev.carillon.gateway.ws.stream.EventStream;
import dev.carillon.request.Scope;
import dev.carillon.topic.TopicName;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Streams of events: the messages of a topic, or of several, as they come. */
public final class StreamRoutes implements Routes {
  private static final int MOST_TOPICS = 20;

  /** Proxies that gather what they pass on are asked not to. */
  private static final Map<String, String> HEADERS =
      Map.of("x-accel-buffering", "no", "cache-control", "no-store");

  private static final Param<String> IN_PATH = Param.pathText("topic");
  private static final Param<String> TOPIC = Param.text("topic").repeated().needed();
  private static final Param<Boolean> PRESENCE = Param.bool("presence");
  private static final Param<String> SINCE = Param.text("since");

  /** Read by whoever has found the caller. */
  private static final Param<String> TICKET = Param.text(Authentication.TICKET);

  private final LoopTopics topics;
  private final LoopFanout fanout;

  /** For the clients of one event loop. */
  public StreamRoutes(LoopTopics topics, LoopFanout fanout) {
    this.topics = topics;
    this.fanout = fanout;
  }

  @Override
  public List<Route> table() {
    return List.of(
        Route.get(
                "/v1/topics/:topic/stream",
                Scope.SOME_SUBSCRIBE,
                List.of(IN_PATH, SINCE, PRESENCE, TICKET),
                request -> stream(request, List.of(request.path(IN_PATH))))
            .telling(Told.streams("Streams the messages of a topic as they come"))
            .producing(Streamed.EVENTS)
            .alsoForUsers(),
        Route.get(
                "/v1/stream",
                Scope.SOME_SUBSCRIBE,
                List.of(TOPIC, SINCE, PRESENCE, TICKET),
                request -> stream(request, request.all(TOPIC).stream().distinct().toList()))
            .telling(Told.streams("Streams the messages of several topics as they come"))
            .producing(Streamed.EVENTS)
            .alsoForUsers());
  }

  private Future<Reply> stream(ApiRequest request, List<String> names) {
    if (names.isEmpty() || names.size() > MOST_TOPICS) {
      throw Failure.invalid("topic", "must be given 1 to " + MOST_TOPICS + " times");
    }
    request.query(
        TICKET); // was used before; of somebody who has a key it has its form all the same
    names.forEach(name -> check(request.caller(), name));
    @Nullable String last = request.header("Last-Event-ID");
    Since since = Since.parse(last == null ? request.query(SINCE) : last);
    return Future.succeededFuture(
        new Reply(
            200, new Streamed(Streamed.EVENTS, out -> run(request, out, names, since)), HEADERS));
  }

  private void check(Caller caller, String name) {
    if (!TopicName.isName(name)) {
      throw Failure.invalid("topic", TopicName.RULE);
    }
    if (!topics.mayListen(caller, name)) {
      throw Failure.of(
          FailureCode.FORBIDDEN, "No rule and scope together let this caller subscribe to " + name);
    }
  }

  /** A stream counts as one of its key's connections, and as a request no more. */
  private Future<Void> run(ApiRequest request, Chunks out, List<String> names, Since since) {
    Caller caller = request.caller();
    Seat seat = fanout.limits().seat(request.call().principal());
    request.countNoMore();
    EventStream events = new EventStream(out.response(), fanout.limits(), seat, out::cut);
    TopicStream stream = new TopicStream(topics, events, caller, request.query(PRESENCE, false));
    out.whenKeyEnds(stream::unadmitted);
    Runnable unlisten =
        topics.onOtherRules(
            () -> {
              if (!names.stream().allMatch(name -> topics.mayListen(caller, name))) {
                stream.ended("", Failure.of(FailureCode.FORBIDDEN, "The rule has changed"));
              } else {
                stream.recheck(names, fanout.anyMoment());
              }
            });
    request.whenEnded(
        () -> {
          stream.end();
          events.onClosed();
        });
    return stream.run(fanout, names, since).onComplete(r -> unlisten.run());
  }
}
