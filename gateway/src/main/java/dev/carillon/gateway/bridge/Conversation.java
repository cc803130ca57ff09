package dev.carillon.gateway.bridge;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.security.Caller;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client that is known asks for: the topics that it listens to, and what it waits for. */
final class Conversation {
  private final Bridge bridge;
  private final Dialect dialect;
  private final Peer peer;
  private final Set<String> topics = new LinkedHashSet<>();
  private int waiting;

  Conversation(Bridge bridge, Dialect dialect, Peer peer) {
    this.bridge = bridge;
    this.dialect = dialect;
    this.peer = peer;
  }

  Dialect dialect() {
    return dialect;
  }

  /** False for a type that there is not. */
  boolean onFrame(Caller caller, ClientFrame frame) {
    switch (frame.type()) {
      case "send" -> onSend(caller, frame);
      case "register" -> onRegister(caller, frame);
      case "unregister" -> onUnregister(frame);
      case "publish" ->
          tell(
              frame.address(),
              Failure.of(FailureCode.FORBIDDEN, "Clients of a bridge publish nothing"));
      default -> {
        return false;
      }
    }
    return true;
  }

  void onPing() {
    if (dialect.pongs()) {
      send(ServerFrame.pong());
    }
  }

  /** An event, as a frame. */
  void hear(String frame) {
    send(frame);
  }

  /** A failure, for the client's handler of an address. */
  void tell(@Nullable String handler, Throwable cause) {
    send(ServerFrame.refusal(handler, cause));
  }

  /** The connection is gone: answers that are still to come have no reader. */
  void onClosed() {
    topics.forEach(topic -> bridge.hub().remove(topic, this));
    topics.clear();
  }

  private void onSend(Caller caller, ClientFrame frame) {
    String reply = frame.replyAddress();
    if (waiting >= bridge.settings().requests()) {
      tell(
          reply,
          Failure.of(
              FailureCode.RATE_LIMITED,
              "The limit of " + waiting + " requests of one connection at a time is reached"));
      return;
    }
    waiting++;
    bridge
        .requests()
        .ask(caller, frame)
        .onComplete(
            r -> {
              waiting--;
              if (r.failed()) {
                tell(reply, r.cause());
              } else if (reply != null) {
                send(ServerFrame.message(dialect, reply, r.result()));
              }
            });
  }

  private void onRegister(Caller caller, ClientFrame frame) {
    try {
      String topic = bridge.exposed().topic(caller, frame.address()).address();
      if (topics.add(topic)) {
        bridge.hub().add(topic, this);
      }
    } catch (Failure refused) {
      tell(frame.address(), refused);
    }
  }

  private void onUnregister(ClientFrame frame) {
    String topic = frame.address();
    if (topic != null && topics.remove(topic)) {
      bridge.hub().remove(topic, this);
    }
  }

  private void send(String frame) {
    if (!peer.isClosing()) {
      peer.send(frame);
    }
  }
}
