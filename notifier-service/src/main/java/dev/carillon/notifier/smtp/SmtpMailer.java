package dev.carillon.notifier.smtp;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.ServerPermits;
import dev.carillon.notifier.domain.delivery.WireState;
import dev.carillon.notifier.mime.MimeWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Sends mail through the first server that has room, or the last one. A mail that a server did not
 * accept because it is unreachable or shutting down goes to the next server in the same attempt,
 * with the same bytes. One context only.
 */
public final class SmtpMailer implements Mailer {
  private final Vertx vertx;
  private final String from;
  private final boolean signs;
  private final MimeWriter writer;
  private final List<SmtpServer> servers;

  /** Opens its own connections; servers have no limits. */
  public SmtpMailer(Vertx vertx, Timers timers, SmtpConfig config) {
    this(vertx, timers, config, ServerPermits.UNLIMITED);
  }

  /** Opens its own connections. */
  public SmtpMailer(Vertx vertx, Timers timers, SmtpConfig config, ServerPermits budgets) {
    this.vertx = vertx;
    this.signs = config.dkim() != null;
    this.from = config.from();
    this.writer = new MimeWriter(config.from(), config.dkim());
    this.servers =
        config.servers().stream()
            .map(server -> new SmtpServer(vertx, server, timers, budgets))
            .toList();
  }

  /** Applies the rules of the servers; a server without one is unlimited. */
  public void rules(List<SmtpServerRule> rules) {
    Map<String, SmtpServerRule> byName = new HashMap<>();
    rules.forEach(rule -> byName.put(rule.name(), rule));
    servers.forEach(server -> server.rule(byName.get(server.name())));
  }

  @Override
  public Future<Delivery> send(Outgoing mail, WireState wireState) {
    return content(mail)
        .compose(
            content ->
                firstThatCan(
                    mail, content, wireState, servers.iterator(), "every server is busy or away"))
        .recover(SmtpMailer::notWritten);
  }

  /** Signatures and large contents take milliseconds: on a worker thread. */
  private Future<byte[]> content(Outgoing mail) {
    return mail.content().attachments().isEmpty() && !signs
        ? Work.begin(() -> Future.succeededFuture(writer.write(mail)))
        : vertx.executeBlocking(() -> writer.write(mail), false);
  }

  private static Future<Delivery> notWritten(Throwable cause) {
    return cause instanceof Failure refused
        ? Future.succeededFuture(
            new Delivery(Delivery.Result.REFUSED, Phase.CONNECT, "not sent: " + refused.message()))
        : Future.failedFuture(cause);
  }

  private Future<Delivery> firstThatCan(
      Outgoing mail,
      byte[] content,
      WireState wireState,
      Iterator<SmtpServer> others,
      String soFar) {
    while (others.hasNext()) {
      SmtpServer server = others.next();
      if (server.room() > 0 || (!others.hasNext() && !server.isAway())) {
        return server
            .send(new Transaction(from, mail.recipient(), content, wireState))
            .compose(d -> orNext(mail, content, wireState, others, d));
      }
    }
    return Future.succeededFuture(
        new Delivery(Delivery.Result.POSTPONED, wireState.phase(), soFar));
  }

  /** A mail that a server has postponed is not on the wire any more: it may be cancelled again. */
  private Future<Delivery> orNext(
      Outgoing mail, byte[] content, WireState wireState, Iterator<SmtpServer> others, Delivery d) {
    if (d.result() != Delivery.Result.POSTPONED || !others.hasNext()) {
      return Future.succeededFuture(d);
    }
    wireState.reached(Phase.CONNECT);
    return firstThatCan(mail, content, wireState, others, d.reply());
  }

  @Override
  public int room() {
    return servers.stream().mapToInt(SmtpServer::room).sum();
  }

  @Override
  public Future<Void> close() {
    return Future.join(servers.stream().map(SmtpServer::close).toList()).mapEmpty();
  }
}
