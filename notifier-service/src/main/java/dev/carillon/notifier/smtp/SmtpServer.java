package dev.carillon.notifier.smtp;

import dev.carillon.async.retry.Breaker;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.ServerPermits;
import dev.carillon.notifier.smtp.standing.ServerRefusals;
import dev.carillon.notifier.smtp.standing.ServerRest;
import dev.carillon.notifier.smtp.standing.ServerThrottle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
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
 * One server, and a bounded line of mail that waits for a connection to it, so that a slow server
 * delays only its own mail. It gets none while its standing says so, while it cannot be reached,
 * and while all connections wait for verdicts. One context only.
 */
final class SmtpServer implements ServerThrottle.Line {
  private static final Logger LOG = LoggerFactory.getLogger(SmtpServer.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  /** How many mails may wait or be under way, per connection. */
  private static final int PER_CONNECTION = 32;

  /** Seconds without any verdict, on every connection, after which it gets no more mail. */
  private static final int STALLED = 2;

  /** And after which what waits in line goes back, though no other server has room. */
  private static final int STALLED_LONG = 30;

  private final SmtpServerConfig config;
  private final Timers timers;
  private final SmtpConnections connections;
  private final ServerThrottle throttle;
  private final ServerRest rest;
  private final ServerRefusals refusals = new ServerRefusals();
  private final BooleanSupplier elsewhere;
  private final Deque<Transaction> waiting = new ArrayDeque<>();
  private int inHand;
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
      Clocks clocks,
      ServerPermits budgets,
      BooleanSupplier elsewhere) {
    this.config = config;
    this.timers = timers;
    this.elsewhere = elsewhere;
    this.throttle = new ServerThrottle(config.name(), budgets, timers, this);
    this.rest = new ServerRest(timers, this::serveWaiting);
    this.connections = new SmtpConnections(vertx, config, timers, clocks, this);
  }

  /** How many more mails it accepts without a long wait; 0 while it is away or stands still. */
  int room() {
    int most = rest.isOnTrial() ? 1 : config.connections() * PER_CONNECTION;
    return isAway() || connections.stalledFor() >= STALLED
        ? 0
        : Math.max(0, throttle.most(most) - inHand);
  }

  /** How many mails it can have on the wire: behind each one another, whose commands went ahead. */
  int width() {
    return isAway() ? 0 : rest.isOnTrial() ? 1 : throttle.most(2 * config.connections());
  }

  /** Whether it gets no mail at the moment. */
  boolean isAway() {
    return closed || rest.isResting() || throttle.isShut() || connections.areRefused();
  }

  /** Sets its rule; null for none. */
  void rule(@Nullable SmtpServerRule rule) {
    throttle.rule(rule);
  }

  String name() {
    return config.name();
  }

  /** Sends a mail, or queues it for a connection. {@code sender} had it sent. */
  Future<Delivery> send(Transaction mail, @Nullable String sender) {
    inHand++;
    waiting.add(mail);
    serveWaiting();
    tick();
    return mail.done().onSuccess(done -> ended(mail, sender, done));
  }

  Future<Void> close() {
    closed = true;
    Future<Void> done = connections.close();
    shut("the service is stopping");
    return done;
  }

  /** What the end of a mail says about the server. */
  private void ended(Transaction mail, @Nullable String sender, Delivery done) {
    inHand--;
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
          throttle.pause(why, done.reply());
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
                connections.tick();
                moveOn();
                tick();
              });
    }
  }

  /** Nobody waits in line for a server that stands still, while another one has room. */
  private void moveOn() {
    int seconds = connections.stalledFor();
    if (seconds >= STALLED_LONG || (seconds >= STALLED && elsewhere.getAsBoolean())) {
      shut(config.name() + " is slow with its verdicts");
    }
  }

  private void serveWaiting() {
    connections.work();
    connections.open(waiting.size(), rest.isOnTrial() ? 1 : config.connections());
    if (isAway() && !connections.areOpening()) {
      shut(config.name() + " is left alone for a while");
    }
  }

  /** There is no new connection, and if it was the last hope, none at all. */
  void onNotOpened(Throwable cause, boolean isLast) {
    if (!connections.areOfUse()) { // else it takes no more connections, but mail
      rest.tryOne();
      if (cause instanceof SmtpHandshake.RefusedException refused && refused.isShuttingDown()) {
        rest.begin();
      }
    }
    String why = String.valueOf(cause.getMessage());
    if (isLast && cause instanceof Breaker.OpenException) {
      shut(why);
    } else if (isLast) {
      endWaiting(mail -> mail.away(why), why);
    }
  }

  /** The next mail for a connection, if there is one that may go. */
  @Nullable Transaction next() {
    boolean isTried = rest.isOnTrial() && inHand > waiting.size();
    return waiting.isEmpty() || isTried || rest.isResting() || !throttle.lets(waiting.size())
        ? null
        : waiting.poll();
  }

  /** The mail that was next may not go: its permit is for another. */
  void unused() {
    throttle.giveBack();
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
    if (!wasOfUse && !connections.areOfUse()) {
      Duration leftAlone = rest.begin();
      shut(config.name() + " is left alone for " + leftAlone.toSeconds() + " s: " + reply.line());
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
    endWaiting(mail -> mail.broken(why), why);
  }

  /** A connection is idle or closed. */
  void onConnectionChange() {
    connections.tidy(!waiting.isEmpty());
    if (!waiting.isEmpty()) {
      serveWaiting();
    }
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
