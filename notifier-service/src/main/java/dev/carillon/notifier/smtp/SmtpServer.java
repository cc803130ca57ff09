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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server: its connections, and a bounded line of mail that waits for one, so that a slow server
 * delays only its own mail. It gets no mail for a while after some failures to connect, after it
 * said 421, while it is paused, while its limit is used up for longer, and while all connections
 * wait for verdicts. Who was away gets one mail first. One context only.
 */
final class SmtpServer implements ServerThrottle.Line {
  private static final Logger LOG = LoggerFactory.getLogger(SmtpServer.class);
  private static final Breaker.Limits LIMITS =
      new Breaker.Limits(3, Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofMinutes(2));

  /** How many mails may wait or be under way, per connection. */
  private static final int PER_CONNECTION = 32;

  private static final Duration TICK = Duration.ofSeconds(1);

  /** Seconds without any verdict, on every connection, after which it gets no more mail. */
  private static final int STALLED = 2;

  /** And after which what waits in line goes back, though no other server has room. */
  private static final int STALLED_LONG = 30;

  private final SmtpServerConfig config;
  private final NetClient client;
  private final SmtpHandshake handshake;
  private final Timers timers;
  private final Breaker breaker;
  private final ServerThrottle throttle;
  private final ServerRest rest;
  private final ServerRefusals refusals = new ServerRefusals();
  private final BooleanSupplier elsewhere;
  private final Deque<Transaction> waiting = new ArrayDeque<>();
  private final List<SmtpConnection> connections = new ArrayList<>();
  private int opening;
  private int inHand;
  private Timers.@Nullable Pending idle;
  private Timers.@Nullable Pending ticking;
  private boolean closed;

  /**
   * Connects when there is mail.
   *
   * @param elsewhere whether another server has room
   */
  SmtpServer(
      Vertx vertx,
      SmtpServerConfig config,
      Timers timers,
      ServerPermits budgets,
      BooleanSupplier elsewhere) {
    this.config = config;
    this.timers = timers;
    this.elsewhere = elsewhere;
    this.throttle = new ServerThrottle(config.name(), budgets, timers, this);
    this.rest = new ServerRest(timers, this::serveWaiting);
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout((int) config.connectLimit().toMillis())
                .setTcpNoDelay(true));
    this.handshake = new SmtpHandshake(client, config, timers);
    this.breaker = new Breaker("smtp " + config.name(), vertx, LIMITS, e -> true);
  }

  /** How many more mails it accepts without a long wait; 0 while it is away or stands still. */
  int room() {
    int most = rest.isOnTrial() ? 1 : config.connections() * PER_CONNECTION;
    return isAway() || stalledFor() >= STALLED ? 0 : Math.max(0, throttle.most(most) - inHand);
  }

  /** Whether it gets no mail at the moment. */
  boolean isAway() {
    return closed
        || rest.isResting()
        || throttle.isShut()
        || (breaker.isOpen() && connections.stream().noneMatch(SmtpConnection::isOpen));
  }

  /** For how many seconds all connections have been waiting for verdicts. */
  private int stalledFor() {
    return connections.size() < config.connections()
        ? 0
        : connections.stream().mapToInt(SmtpConnection::stalledFor).min().orElse(0);
  }

  /** Sets its rule; null for none. */
  void rule(@Nullable SmtpServerRule rule) {
    throttle.rule(rule);
  }

  String name() {
    return config.name();
  }

  /**
   * Sends a mail, or queues it for a connection.
   *
   * @param sender who had it sent
   */
  Future<Delivery> send(Transaction mail, @Nullable String sender) {
    inHand++;
    waiting.add(mail);
    serveWaiting();
    tick();
    return mail.done()
        .onSuccess(
            done -> {
              inHand--;
              judge(mail, sender, done);
            });
  }

  Future<Void> close() {
    closed = true;
    List.copyOf(connections).forEach(SmtpConnection::quit);
    failWaiting("the service is stopping");
    breaker.close();
    return client.close();
  }

  /** What the end of a mail says about the server. */
  private void judge(Transaction mail, @Nullable String sender, Delivery done) {
    switch (done.result()) {
      case AWAY, POSTPONED, CANCELLED -> {
        return;
      }
      case SENT -> {
        refusals.accepted();
        throttle.accepted();
      }
      case DECLINED -> {
        String why = refusals.refused(mail.recipient(), sender, done.reply());
        if (why != null) {
          LOG.warn("{} is paused: {}", config.name(), why);
          refusals.accepted(); // the next row begins with the first probe
          throttle.pause(why);
        }
      }
      default -> {}
    }
    if (rest.passed()) {
      serveWaiting();
    }
  }

  private void tick() {
    if (ticking == null && inHand > 0 && !closed) {
      ticking =
          timers.after(
              TICK,
              () -> {
                ticking = null;
                List.copyOf(connections).forEach(SmtpConnection::tick);
                moveOn();
                tick();
              });
    }
  }

  /** Nobody waits in line for a server that stands still, while another one has room. */
  private void moveOn() {
    int seconds = stalledFor();
    if (seconds >= STALLED_LONG || (seconds >= STALLED && elsewhere.getAsBoolean())) {
      failWaiting(config.name() + " is slow with its verdicts");
    }
  }

  private void serveWaiting() {
    for (SmtpConnection connection : List.copyOf(connections)) {
      connection.work();
    }
    // Every connection is busy now. Counted before the loop: open() may fail at once.
    int most = rest.isOnTrial() ? 1 : config.connections();
    int missing = Math.min(waiting.size(), most - connections.size()) - opening;
    for (int i = 0; i < missing && !breaker.isOpen() && !isAway(); i++) {
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
        .onFailure(this::onNotOpened);
  }

  private void onNotOpened(Throwable cause) {
    String why = String.valueOf(cause.getMessage());
    rest.tryOne();
    if (cause instanceof SmtpHandshake.RefusedException refused && refused.isShuttingDown()) {
      rest.begin();
    }
    if (connections.isEmpty() && opening == 0) {
      if (cause instanceof Breaker.OpenException) {
        failWaiting(why);
      } else {
        endWaiting(mail -> mail.away(why), why);
      }
    }
  }

  private void onOpened(SmtpHandshake.Ready ready) {
    SmtpConnection connection = new SmtpConnection(ready, config, this);
    connections.add(connection);
    connection.work();
    onConnectionChange();
  }

  /** The next mail for a connection, if there is one that may go. */
  @Nullable Transaction next() {
    boolean isTried = rest.isOnTrial() && inHand > waiting.size();
    return waiting.isEmpty() || isTried || rest.isResting() || !throttle.lets(waiting.size())
        ? null
        : waiting.poll();
  }

  /** A mail that was not to blame for the end of its connection. */
  void backInLine(Transaction mail) {
    waiting.addFirst(mail);
  }

  /**
   * It said 421.
   *
   * @param wasOfUse whether the connection carried mail before: then another one may too
   */
  void onShutDown(SmtpReply reply, boolean wasOfUse) {
    if (!wasOfUse) {
      Duration leftAlone = rest.begin();
      failWaiting(
          config.name() + " is left alone for " + leftAlone.toSeconds() + " s: " + reply.line());
    }
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

  /** A connection is idle or closed. */
  void onConnectionChange() {
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
    endWaiting(mail -> mail.broken(why), why);
  }

  private void endWaiting(Consumer<Transaction> end, String why) {
    if (!waiting.isEmpty()) {
      LOG.warn("{} mails could not be handed to {}: {}", waiting.size(), config.name(), why);
    }
    List<Transaction> ended = new ArrayList<>(waiting);
    waiting.clear();
    ended.forEach(end);
  }
}
