package dev.carillon.gateway.ws.limits;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Who is on the WebSockets of a process, and how much waits for them, over all its event loops.
 * What is counted by key or address is forgotten with the last socket. Thread-safe.
 *
 * <p>Metrics: {@code carillon_live_sockets}, {@code carillon_live_strangers}, {@code
 * carillon_live_waiting_bytes}, {@code carillon_live_delivered_messages_total} and {@code
 * carillon_live_delivered_bytes_total} (what went out to clients, each one's share counted), and
 * {@code carillon_live_closed_total} with the label {@code reason}.
 */
public final class LiveLimits implements AutoCloseable {
  private static final String USER = "user:";

  /** Tabs and devices of one end user. */
  private static final int USER_SOCKETS = 50;

  /** What waits for all of them: there are many users, and each can leave unread what it likes. */
  private static final int USER_BYTES = 2 << 20;

  private final LiveSettings settings;
  private final MeterRegistry registry;
  private final List<Meter> meters;
  private final LongAdder delivered = new LongAdder();
  private final LongAdder deliveredBytes = new LongAdder();
  private final Map<String, Use> keys = new HashMap<>();
  private final Map<String, Use> addresses = new HashMap<>();
  private int known;
  private int strangers;
  private long waiting;

  /** What one key or one address uses. */
  static final class Use {
    private final long room;
    private int sockets;
    private long waiting;

    Use(long room) {
      this.room = room;
    }
  }

  /**
   * Limits that nobody has used yet.
   *
   * @param registry where the figures stand until this is closed
   */
  public LiveLimits(LiveSettings settings, MeterRegistry registry) {
    this.settings = settings;
    this.registry = registry;
    this.meters =
        List.of(
            gauge("carillon.live.sockets", "Open WebSockets and streams", LiveLimits::sockets),
            gauge("carillon.live.strangers", "Sockets without a key yet", LiveLimits::strangers),
            gauge(
                "carillon.live.waiting.bytes",
                "Bytes that wait for slow clients",
                LiveLimits::waiting),
            FunctionCounter.builder("carillon.live.delivered.messages", delivered, LongAdder::sum)
                .description("Messages that went out, each client's counted")
                .register(registry),
            FunctionCounter.builder("carillon.live.delivered", deliveredBytes, LongAdder::sum)
                .description("Bytes of messages that went out, each client's counted")
                .baseUnit("bytes")
                .register(registry));
    for (CloseReason reason : CloseReason.values()) {
      closed(reason);
    }
  }

  private Gauge gauge(String name, String what, ToDoubleFunction<LiveLimits> value) {
    return Gauge.builder(name, this, value).description(what).register(registry);
  }

  private Counter closed(CloseReason reason) {
    return Counter.builder("carillon.live.closed")
        .description("Connections that ended, by why")
        .tag("reason", reason.label())
        .register(registry);
  }

  /** The settings that this counts by. */
  public LiveSettings settings() {
    return settings;
  }

  /**
   * A seat for a socket that has shown no key yet.
   *
   * @param address whose places are counted together
   * @throws Failure RATE_LIMITED when this address has its share, UNAVAILABLE when all are taken
   */
  public synchronized Seat seatStranger(String address) {
    Use use = addresses.get(address);
    if (use != null && use.sockets >= settings.strangersPerAddress()) {
      throw Failure.of(
          FailureCode.RATE_LIMITED,
          "%d WebSockets of this address have not said hello yet; send the key in the header"
              .formatted(use.sockets));
    }
    if (strangers >= settings.strangers()) {
      throw Failure.of(
          FailureCode.UNAVAILABLE,
          "%d WebSockets have not said hello yet; send the key in the header".formatted(strangers));
    }
    refuseBeyond(known + strangers);
    strangers++;
    return new Seat(this, address, true, enter(addresses, address, settings.keyBytes()));
  }

  /**
   * A seat for a socket of a key.
   *
   * @throws Failure RATE_LIMITED when the key has its share, UNAVAILABLE when all are taken
   */
  public synchronized Seat seat(String key) {
    Use use = keys.get(key);
    boolean user = key.startsWith(USER);
    int most = user ? USER_SOCKETS : settings.socketsPerKey();
    if (use != null && use.sockets >= most) {
      throw Failure.of(
          FailureCode.RATE_LIMITED, "The API key has %d WebSockets open".formatted(use.sockets));
    }
    refuseBeyond(known);
    known++;
    int room = user ? Math.min(USER_BYTES, settings.keyBytes()) : settings.keyBytes();
    return new Seat(this, key, false, enter(keys, key, room));
  }

  /** Counts a connection that ends. */
  public void countClosed(CloseReason why) {
    closed(why).increment();
  }

  /** Counts what goes out to one client: the connection's own count does not see it. */
  public void countDelivered(int messages, int bytes) {
    delivered.add(messages);
    deliveredBytes.add(bytes);
  }

  /** Open sockets, those of strangers among them. */
  public synchronized int sockets() {
    return known + strangers;
  }

  /** Sockets that have shown no key yet. */
  public synchronized int strangers() {
    return strangers;
  }

  /** Bytes that wait for sockets beyond what their connections have taken. */
  public synchronized long waiting() {
    return waiting;
  }

  @Override
  public void close() {
    meters.forEach(registry::remove);
  }

  /** Takes room; what is returned says why there is none, null that there was. */
  synchronized @Nullable CloseReason take(Use use, int bytes) {
    if (use.waiting + bytes > use.room) {
      return CloseReason.KEY_TOO_SLOW;
    }
    if (waiting + bytes > settings.processBytes()) {
      return CloseReason.PROCESS_FULL;
    }
    use.waiting += bytes;
    waiting += bytes;
    return null;
  }

  synchronized void give(Use use, long bytes) {
    use.waiting -= bytes;
    waiting -= bytes;
  }

  synchronized void leave(String name, boolean stranger, Use use) {
    Map<String, Use> all = stranger ? addresses : keys;
    if (--use.sockets == 0) {
      all.remove(name);
    }
    if (stranger) {
      strangers--;
    } else {
      known--;
    }
  }

  private void refuseBeyond(int open) {
    if (open >= settings.sockets()) {
      throw Failure.of(FailureCode.UNAVAILABLE, open + " WebSockets are open");
    }
  }

  private static Use enter(Map<String, Use> all, String name, long room) {
    Use use = all.computeIfAbsent(name, n -> new Use(room));
    use.sockets++;
    return use;
  }
}
