package dev.carillon.topic.access;

import dev.carillon.request.Scope;

/** What one may do on a topic. */
public enum TopicAction {
  /** Listens, and reads what is kept. */
  SUBSCRIBE,
  /** Speaks. */
  PUBLISH;

  /** The scope that a caller needs for it on this topic. */
  public Scope on(String topic) {
    return this == SUBSCRIBE ? Scope.subscribe(topic) : Scope.publish(topic);
  }
}
