package dev.carillon.gateway.ws.fanout;

import dev.carillon.gateway.ws.message.SlowReader;
import dev.carillon.gateway.ws.message.Turn;
import java.time.Duration;

/**
 * A client that messages flow to: a WebSocket, a stream of events. Called on its event loop. It
 * must not wait: what the client does not take is kept, dropped or the client's end, as the topic's
 * traits say.
 */
public interface Sink {
  /** The messages of a topic that go out now, in order; nothing is flushed yet. */
  void offer(Turn turn, SlowReader slow);

  /** All that was offered goes out, in one go. */
  void flush();

  /** The topic is no longer listened to: what is kept of it is of no interest. */
  void forget(String topic);

  /** The server stops: the client is asked to come back so much later, and let go. */
  void restart(Duration retryAfter);
}
