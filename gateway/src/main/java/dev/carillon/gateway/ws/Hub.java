package dev.carillon.gateway.ws;

import dev.carillon.bus.Bus;
import dev.carillon.contract.live.Live;
import dev.carillon.contract.live.PlainText;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.topics.resume.LoopTopics;
import dev.carillon.gateway.ws.fanout.LoopFanout;
import dev.carillon.gateway.ws.limits.CloseReason;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The WebSocket clients of one event loop. Their messages come by {@link LoopFanout}, whose process
 * is told of them by {@link Feed} and by whoever else publishes. Everything happens on that loop,
 * so nothing here is locked.
 */
final class Hub {
  private final Bus bus;
  private final LoopFanout fanout;
  private final Set<Session> all = new LinkedHashSet<>();

  Hub(Bus bus, LoopFanout fanout) {
    this.bus = bus;
    this.fanout = fanout;
  }

  void add(Session session) {
    all.add(session);
    session.joined(fanout.join(session));
  }

  void addPlain(Session session) {
    add(session);
    session.subscribe(Topics.PLAIN);
  }

  void remove(Session session) {
    all.remove(session);
    session.onClosed();
  }

  /** Publishes a plain client's text to all plain clients of the cluster. */
  void say(String text) {
    bus.publish(Live.PLAIN, new PlainText(text));
  }

  /**
   * There are other rules: who may not listen any more is let go, and who is to listen otherwise is
   * asked to come back.
   */
  void recheck(LoopTopics topics) {
    for (Session session : all()) {
      Caller caller = session.caller();
      if (caller != null
          && !session.topics().stream().allMatch(t -> Topics.mayListen(topics, caller, t))) {
        session.close(CloseReason.FORBIDDEN, "the rule of a topic has changed");
        continue;
      }
      session.recheck(fanout.anyMoment());
    }
  }

  /** All clients. */
  List<Session> all() {
    return List.copyOf(all);
  }

  /** Asks all clients to come back, spread over this time. */
  void restart(Duration over) {
    fanout.restart(over);
  }
}
