package dev.carillon.gateway.topics.resume;

import dev.carillon.failure.Failure;
import dev.carillon.gateway.ws.message.Backlog;
import dev.carillon.gateway.ws.message.LiveMessage;
import dev.carillon.gateway.ws.message.Missed;
import java.time.Duration;

/** A client as a subscription sees it. */
public interface Listener {
  /** Whose client it is: the name by which reads for it are counted. */
  String owner();

  /** Where bytes count that wait for the client. */
  Backlog.Room room();

  /** A message that did not come with a turn. */
  void message(LiveMessage message);

  /** Messages that the client will not get. */
  void missed(Missed missed);

  /** Whether the client takes more at the moment: what is read from the store waits for that. */
  boolean keepsUp();

  /** Runs something later, unless the client has gone by then. */
  void later(Duration delay, Runnable action);

  /** The topic cannot be listened to any more. */
  void ended(String topic, Failure why);
}
