package dev.carillon.notifier.smtp;

import dev.carillon.async.retry.Breaker;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one server: opened while mail waits, closed when they have been idle for a
 * while. After some failures none is opened for a while. One context only.
 */
final class SmtpConnections {
  private static final Breaker.Limits LIMITS =
      new Breaker.Limits(3, Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofMinutes(2));

  private final Vertx vertx;
  private final SmtpServerConfig config;
  private final SmtpServer server;
  private final Timers timers;
  private final NetClient client;
  private final SmtpHandshake handshake;
  private final Breaker breaker;
  private final List<SmtpConnection> all = new ArrayList<>();
  private int opening;
  private Timers.@Nullable Pending idle;

  /**
   * None is open.
   *
   * @param server gives them mail
   */
  SmtpConnections(
      Vertx vertx, SmtpServerConfig config, Timers timers, Clocks clocks, SmtpServer server) {
    this.vertx = vertx;
    this.config = config;
    this.server = server;
    this.timers = timers;
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout((int) config.connectLimit().toMillis())
                .setTcpNoDelay(true));
    this.handshake = new SmtpHandshake(client, config, timers, clocks::nanos);
    this.breaker = new Breaker("smtp " + config.name(), clocks, LIMITS, e -> true);
  }

  /** Whether none is open and none may be opened for a while. */
  boolean areRefused() {
    return breaker.isOpen() && all.stream().noneMatch(SmtpConnection::isOpen);
  }

  /** Whether one is being opened. */
  boolean areOpening() {
    return opening > 0;
  }

  /** Whether one of them takes mail. */
  boolean areOfUse() {
    return all.stream().anyMatch(SmtpConnection::isOfUse);
  }

  /** For how many seconds all that there may be have been waiting for verdicts. */
  int stalledFor() {
    return all.size() < config.connections()
        ? 0
        : all.stream().mapToInt(SmtpConnection::stalledFor).min().orElse(0);
  }

  /** A second has passed. */
  void tick() {
    List.copyOf(all).forEach(SmtpConnection::tick);
  }

  /** Those that are idle take mail. */
  void work() {
    List.copyOf(all).forEach(SmtpConnection::work);
  }

  /** Opens as many as may be of use to mails that wait, up to so many in all. */
  void open(int waiting, int most) {
    // Counted before the loop: opening may fail at once.
    int missing = Math.min(waiting, most - all.size()) - opening;
    for (int i = 0; i < missing && !breaker.isOpen() && !server.isAway(); i++) {
      opening++;
      Promise<SmtpHandshake.Ready> opened = Promise.promise();
      breaker
          .run(handshake::open)
          .onComplete(r -> vertx.runOnContext(v -> opened.handle(r))); // outside of its reading
      opened
          .future()
          .onComplete(r -> opening--)
          .onSuccess(this::onOpened)
          .onFailure(e -> server.onNotOpened(e, all.isEmpty() && opening == 0));
    }
  }

  private void onOpened(SmtpHandshake.Ready ready) {
    SmtpConnection connection = new SmtpConnection(ready, config, server);
    all.add(connection);
    connection.work();
    server.onConnectionChange();
  }

  /** Forgets those that are closed; the others are not kept for ever without mail. */
  void tidy(boolean isMailWaiting) {
    all.removeIf(c -> !c.isOpen());
    if (!isMailWaiting && idle == null && !all.isEmpty()) {
      idle = timers.after(config.idleLimit(), this::dropIdle);
    }
  }

  private void dropIdle() {
    idle = null;
    List.copyOf(all).stream().filter(SmtpConnection::isIdle).forEach(SmtpConnection::quit);
  }

  Future<Void> close() {
    List.copyOf(all).forEach(SmtpConnection::quit);
    return client.close();
  }
}
