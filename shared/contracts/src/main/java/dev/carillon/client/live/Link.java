package dev.carillon.client.live;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: frames, their answers, and whether the server is there. Of one event loop. */
final class Link {
  static final int NO_CLOSE_FRAME = 1006;

  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final String PROTOCOL = "carillon.v1.json";
  private static final String WELCOME = "welcome";

  private final WebSocket socket;
  private final LiveOptions options;
  private final Clocks clocks;
  private final Timers timers;
  private final Owner owner;
  private final Map<String, Promise<ServerFrame>> asked = new HashMap<>();
  private Timers.@Nullable Pending beat;
  private long ids;
  private long heardAt;
  private long askedAt;
  private boolean isAsked;
  private boolean over;

  /** Who has the connection. */
  interface Owner {
    /** What is no answer. */
    void heard(ServerFrame frame);

    /** It is over, whoever's doing that was. */
    void ended(int code, String reason);
  }

  private Link(WebSocket socket, LiveOptions options, Clocks clocks, Timers timers, Owner owner) {
    this.socket = socket;
    this.options = options;
    this.clocks = clocks;
    this.timers = timers;
    this.owner = owner;
    this.heardAt = clocks.nanos();
    socket.textMessageHandler(this::onText);
    socket.exceptionHandler(e -> LOG.debug("The connection broke: {}", e.toString()));
    socket.closeHandler(v -> onClose());
  }

  /** Connects, says hello and is welcome. */
  static Future<Link> open(
      WebSocketClient http,
      LiveOptions options,
      Credential shown,
      Clocks clocks,
      Timers timers,
      Owner owner) {
    return http.connect(address(options, shown))
        .map(socket -> new Link(socket, options, clocks, timers, owner))
        .compose(link -> link.greet(shown));
  }

  private static WebSocketConnectOptions address(LiveOptions options, Credential shown) {
    URI url = options.url();
    boolean secure = "wss".equals(url.getScheme());
    int usual = secure ? 443 : 80;
    String ticket =
        shown.ticket() == null
            ? ""
            : "?ticket=" + URLEncoder.encode(shown.ticket(), StandardCharsets.UTF_8);
    return new WebSocketConnectOptions()
        .setHost(url.getHost())
        .setPort(url.getPort() == -1 ? usual : url.getPort())
        .setSsl(secure)
        .setURI(url.getRawPath() + ticket)
        .setTimeout(options.answer().toMillis())
        .setAllowOriginHeader(false) // that is a browser's, and the server would want it listed
        .addSubProtocol(PROTOCOL);
  }

  private Future<Link> greet(Credential shown) {
    Promise<ServerFrame> welcome = Promise.promise();
    asked.put(WELCOME, welcome);
    tell("hello", "key", shown.key());
    return Timers.within(welcome.future(), options.answer())
        .onFailure(e -> drop("no welcome came"))
        .onSuccess(v -> listen())
        .map(v -> this);
  }

  /**
   * Sends a frame, and gives the answer to it.
   *
   * @param members names and values in turns; what is null is left out
   */
  Future<ServerFrame> ask(String type, @Nullable Object... members) {
    String id = Long.toString(++ids);
    Promise<ServerFrame> answer = Promise.promise();
    asked.put(id, answer);
    send(type, id, members);
    return answer.future();
  }

  /** The same without an answer. */
  void tell(String type, @Nullable Object... members) {
    send(type, null, members);
  }

  private void send(String type, @Nullable String id, @Nullable Object... members) {
    Map<String, @Nullable Object> frame = new LinkedHashMap<>();
    frame.put("type", type);
    if (id != null) {
      frame.put("id", id);
    }
    for (int i = 0; i < members.length; i += 2) {
      Object value = members[i + 1];
      if (value != null) {
        frame.put(String.valueOf(members[i]), value instanceof Doc doc ? doc.value() : value);
      }
    }
    socket
        .writeTextMessage(Json.text(Doc.of(frame)))
        .onFailure(e -> LOG.debug("Not sent: {}", e.toString()));
  }

  /** Ends it without waiting for anybody. */
  void drop(String reason) {
    if (!over) {
      end(NO_CLOSE_FRAME, reason);
      socket.close().onFailure(e -> LOG.debug("Closed before: {}", e.toString()));
    }
  }

  private void onText(String text) {
    heardAt = clocks.nanos();
    isAsked = false;
    ServerFrame frame;
    try {
      frame = Json.readTolerantly(text, ServerFrame.class);
    } catch (Failure noFrame) {
      LOG.warn("The server sent what is no frame: {}", noFrame.message());
      return;
    }
    boolean greets = WELCOME.equals(frame.type());
    Promise<ServerFrame> answer = asked.remove(greets ? WELCOME : String.valueOf(frame.id()));
    if (answer == null) {
      if (!over) {
        owner.heard(frame);
      }
    } else if (greets || "ok".equals(frame.type())) {
      answer.complete(frame);
    } else {
      answer.fail(frame.failure());
    }
  }

  /** Half of the silence that ends it, and the server is asked. */
  private void listen() {
    if (over) {
      return;
    }
    long now = clocks.nanos();
    long limit = options.heartbeat().toNanos();
    if (isAsked && now - askedAt >= limit) {
      drop("the server is silent");
      return;
    }
    if (!isAsked && now - heardAt >= limit) {
      isAsked = true;
      askedAt = now;
      tell("ping");
    }
    beat = timers.after(options.heartbeat().dividedBy(2), this::listen);
  }

  private void onClose() {
    Short code = socket.closeStatusCode();
    String reason = socket.closeReason();
    if (!over) {
      end(code == null ? NO_CLOSE_FRAME : code, reason == null ? "" : reason);
    }
  }

  private void end(int code, String reason) {
    over = true;
    if (beat != null) {
      beat.cancel();
    }
    LiveException lost = new LiveException(LiveException.UNKNOWN, "No answer came", null);
    Map<String, Promise<ServerFrame>> open = Map.copyOf(asked);
    asked.clear();
    open.values().forEach(answer -> answer.tryFail(lost));
    owner.ended(code, reason);
  }
}
