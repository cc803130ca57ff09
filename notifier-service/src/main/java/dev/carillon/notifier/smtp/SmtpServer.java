package dev.carillon.notifier.smtp;

import dev.carillon.async.retry.Breaker;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.ServerPermits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server: its connections, and a bounded line of mail that waits for one, so that a slow server
 * delays only its own mail. It gets no mail for a while after some failures to connect, while it is
 * paused, and while its limit is used up for longer. One context only.
 */
final class SmtpServer implements ServerThrottle.Line {
  private static final Logger LOG = LoggerFactory.getLogger(SmtpServer.class);
  private static final Breaker.Limits LIMITS =
      new Breaker.Limits(3, Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofMinutes(2));

  /** How many mails may wait or be under way, per connection. */
  private static final int PER_CONNECTION = 32;

  private final SmtpServerConfig config;
  private final NetClient client;
  private final SmtpHandshake handshake;
  private final Timers timers;
  private final Breaker breaker;
  private final ServerThrottle throttle;
  private final Deque<Transaction> waiting = new ArrayDeque<>();
  private final List<SmtpConnection> connections = new ArrayList<>();
  private int opening;
  private int inHand;
  private Timers.@Nullable Pending idle;
  private boolean closed;

  SmtpServer(Vertx vertx, SmtpServerConfig config, Timers timers, ServerPermits budgets) {
    this.config = config;
    this.timers = timers;
    this.throttle = new ServerThrottle(config.name(), budgets, timers, this);
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout((int) config.connectLimit().toMillis())
                .setTcpNoDelay(true));
    this.handshake = new SmtpHandshake(client, config, timers);
    this.breaker = new Breaker("smtp " + config.name(), vertx, LIMITS, e -> true);
  }

  /** How many more mails it accepts without a long wait; 0 while it is away. */
  int room() {
    return isAway()
        ? 0
        : Math.max(0, throttle.most(config.connections() * PER_CONNECTION) - inHand);
  }

  /** Whether it gets no mail at the moment. */
  boolean isAway() {
    return closed
        || throttle.isShut()
        || (breaker.isOpen() && connections.stream().noneMatch(SmtpConnection::isOpen));
  }

  /** Sets its rule; null for none. */
  void rule(@Nullable SmtpServerRule rule) {
    throttle.rule(rule);
  }

  String name() {
    return config.name();
  }

  /** Sends a mail, or queues it for a connection. */
  Future<Delivery> send(Transaction mail) {
    inHand++;
    waiting.add(mail);
    serveWaiting();
    return mail.done().onComplete(r -> inHand--);
  }

  Future<Void> close() {
    closed = true;
    List.copyOf(connections).forEach(SmtpConnection::quit);
    failWaiting("the service is stopping");
    breaker.close();
    return client.close();
  }

  private void serveWaiting() {
    for (SmtpConnection connection : List.copyOf(connections)) {
      connection.work();
    }
    // Every connection is busy now. Counted before the loop: open() may fail at once.
    int missing = Math.min(waiting.size(), config.connections() - connections.size()) - opening;
    for (int i = 0; i < missing && !breaker.isOpen(); i++) {
      open();
    }
    if (isAway() && opening == 0) {
      failWaiting(config.name() + " is left alone for a while");
    }
  }

  private void open() {
    opening++;
    breaker
        .run(handshake::open)
        .onComplete(r -> opening--)
        .onSuccess(this::onOpened)
        .onFailure(
            e -> {
              if (connections.isEmpty() && opening == 0) {
                failWaiting(String.valueOf(e.getMessage()));
              }
            });
  }

  private void onOpened(SmtpHandshake.Ready ready) {
    SmtpConnection connection =
        new SmtpConnection(ready, config, this::next, this::onConnectionChange);
    connections.add(connection);
    connection.work();
    onConnectionChange();
  }

  private @Nullable Transaction next() {
    return waiting.isEmpty() || !throttle.lets(waiting.size()) ? null : waiting.poll();
  }

  @Override
  public int waiting() {
    return waiting.size();
  }

  @Override
  public void opened() {
    serveWaiting();
  }

  @Override
  public void shut(String why) {
    failWaiting(why);
  }

  private void onConnectionChange() {
    connections.removeIf(c -> !c.isOpen());
    if (!waiting.isEmpty()) {
      serveWaiting();
    } else if (idle == null && !connections.isEmpty()) {
      idle = timers.after(config.idleLimit(), this::dropIdle);
    }
  }

  private void dropIdle() {
    idle = null;
    List.copyOf(connections).stream().filter(SmtpConnection::isIdle).forEach(SmtpConnection::quit);
  }

  private void failWaiting(String why) {
    if (!waiting.isEmpty()) {
      LOG.warn("{} mails could not be handed to {}: {}", waiting.size(), config.name(), why);
    }
    List<Transaction> failed = new ArrayList<>(waiting);
    waiting.clear();
    failed.forEach(mail -> mail.broken(why));
  }
}
