package dev.carillon.gateway.bridge;

import dev.carillon.async.rate.TokenBucket;
import dev.carillon.async.time.Timers;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.Keyring;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.json.Json;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One client of a bridge until it is known who it is, and what ends it afterwards. The key stands
 * in the header {@code authorization} of the connection or of the first frame that is no ping;
 * later ones are not looked at. Belongs to one event loop.
 */
public final class BridgeSession {
  private static final String KEY_HEADER = "authorization";
  private static final String BEARER = "Bearer ";
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Bridge bridge;
  private final Peer peer;
  private final Conversation conversation;
  private final String address;
  private final TokenBucket rate;
  private final Deque<String> behindKey = new ArrayDeque<>(0);
  private @Nullable Caller caller;
  private Runnable unwatch = () -> {};
  private Timers.Pending keyLimit = () -> false;
  private boolean asking;
  private boolean closed;
  private int heardOfStranger;
  private int bytesOfStranger;

  BridgeSession(Bridge bridge, Dialect dialect, Peer peer, String address) {
    this.bridge = bridge;
    this.peer = peer;
    this.conversation = new Conversation(bridge, dialect, peer);
    this.address = address;
    int perSecond = bridge.live().framesPerSecond();
    this.rate = new TokenBucket(Duration.ofNanos(SECOND / perSecond), perSecond);
  }

  /** The connection came with a good key, and has a seat of that key. */
  public void belongsTo(Caller known) {
    if (closed) {
      return; // nobody would take the watch back
    }
    caller = known;
    keyLimit.cancel();
    unwatch =
        bridge
            .authentication()
            .watch(
                known,
                end ->
                    refuse(
                        FailureCode.UNAUTHENTICATED,
                        end == Keyring.End.REVOKED ? CloseReason.REVOKED : CloseReason.UNCHECKED));
  }

  /** A frame of the client, as text. */
  public void onFrame(String text) {
    if (closed || peer.isClosing()) {
      return;
    }
    if (isTooMuch(text)) {
      refuse(FailureCode.RATE_LIMITED, CloseReason.TOO_MANY_FRAMES);
    } else if (asking) {
      behindKey.add(text);
    } else {
      read(text);
    }
  }

  /** What a stranger sends while its key is looked for is no more than one long message. */
  private boolean isTooMuch(String text) {
    if (caller == null) {
      heardOfStranger++;
      bytesOfStranger += text.length();
    }
    return rate.request(bridge.clocks().nanos()) != 0
        || heardOfStranger > bridge.live().strangerFrames()
        || bytesOfStranger > bridge.live().messageBytes();
  }

  /** What the client sent is no frame: it is told so, and the connection ends. */
  public void onMalformed(String why) {
    end(Failure.of(FailureCode.INVALID, why), CloseReason.BAD_FRAME);
  }

  /** Ends the connection of a client that does not show a key in time. */
  public void awaitKey(Timers timers) {
    if (closed) {
      return;
    }
    keyLimit =
        timers.after(
            bridge.live().hello(),
            () -> {
              if (caller == null) {
                refuse(FailureCode.UNAUTHENTICATED, CloseReason.NO_HELLO);
              }
            });
  }

  /** The server stops: the client should come again. */
  public void onRestart() {
    refuse(FailureCode.UNAVAILABLE, CloseReason.RESTART);
  }

  /** The client has sent nothing whole for too long. */
  public void onIdle() {
    refuse(FailureCode.TIMEOUT, CloseReason.IDLE);
  }

  /** The connection is gone. */
  public void onClosed() {
    closed = true;
    keyLimit.cancel();
    unwatch.run();
    conversation.onClosed();
    behindKey.clear();
  }

  private void read(String text) {
    ClientFrame frame;
    try {
      frame = Json.read(text, ClientFrame.class);
    } catch (Failure malformed) {
      onMalformed(malformed.message());
      return;
    }
    String shown = frame.header(KEY_HEADER);
    if (caller == null && shown != null) {
      identify(frame, shown);
    } else {
      onFrame(frame);
    }
  }

  private void identify(ClientFrame frame, String shown) {
    if (!shown.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      refuse(FailureCode.UNAUTHENTICATED, CloseReason.UNAUTHENTICATED);
      return;
    }
    asking = true;
    bridge
        .authentication()
        .check(address, shown.substring(BEARER.length()).strip())
        .onSuccess(known -> admit(frame, known))
        .onFailure(this::endBy);
  }

  private void admit(ClientFrame frame, Caller known) {
    asking = false;
    if (closed || peer.isClosing()) {
      return;
    }
    try {
      peer.moveTo(bridge.limits().seat(known.name()));
    } catch (Failure full) {
      end(full, CloseReason.RATE_LIMITED);
      return;
    }
    belongsTo(known);
    onFrame(frame);
    while (!behindKey.isEmpty() && !asking && !closed && !peer.isClosing()) {
      read(behindKey.remove());
    }
  }

  private void endBy(Throwable cause) {
    FailureCode code = cause instanceof Failure failure ? failure.code() : FailureCode.INTERNAL;
    end(
        cause,
        switch (code) {
          case UNAUTHENTICATED -> CloseReason.UNAUTHENTICATED;
          case RATE_LIMITED -> CloseReason.RATE_LIMITED;
          case FORBIDDEN -> CloseReason.FORBIDDEN;
          case UNAVAILABLE, TIMEOUT -> CloseReason.UNCHECKED;
          default -> CloseReason.INTERNAL;
        });
  }

  private void onFrame(ClientFrame frame) {
    if (frame.type().equals("ping")) {
      conversation.onPing();
      return;
    }
    Caller known = caller;
    if (known == null) {
      refuse(FailureCode.UNAUTHENTICATED, CloseReason.UNAUTHENTICATED);
      return;
    }
    if (!conversation.onFrame(known, frame)) {
      onMalformed("Unknown type of frame: " + frame.type());
    }
  }

  private void refuse(FailureCode code, CloseReason why) {
    end(Failure.of(code, why.text()), why);
  }

  private void end(Throwable cause, CloseReason why) {
    Failure failure = Failure.known(cause);
    conversation.tell(null, cause);
    peer.close(why, failure == null ? why.text() : failure.message());
  }
}
