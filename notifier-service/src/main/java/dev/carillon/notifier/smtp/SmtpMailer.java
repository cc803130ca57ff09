package dev.carillon.notifier.smtp;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Clocks;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends mail through the first server that has room, or the last one. A mail that a server did not
 * accept because it is unreachable, shutting down or takes none of this size goes to the next
 * server in the same attempt, with the same bytes. One context only.
 */
public final class SmtpMailer implements Mailer {
  private static final Logger LOG = LoggerFactory.getLogger(SmtpMailer.class);

  private final Vertx vertx;
  private final boolean signs;
  private final MimeWriter writer;
  private final List<SmtpServer> servers;

  /** Opens its own connections; servers have no limits. */
  public SmtpMailer(Vertx vertx, Timers timers, Clocks clocks, SmtpConfig config) {
    this(vertx, timers, clocks, config, ServerPermits.UNLIMITED);
  }

  /** Opens its own connections. */
  public SmtpMailer(
      Vertx vertx, Timers timers, Clocks clocks, SmtpConfig config, ServerPermits budgets) {
    this.vertx = vertx;
    config
        .unprotected()
        .forEach(name -> LOG.warn("Mail to {}, and its login, goes without TLS (tls=none)", name));
    this.signs = config.dkim() != null;
    this.writer = new MimeWriter(config.from(), config.dkim());
    this.servers =
        config.servers().stream()
            .map(
                server ->
                    new SmtpServer(vertx, server, timers, clocks, budgets, this::isRoomElsewhere))
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
        .compose(content -> new Round(mail, content, wireState).next())
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

  /** One attempt, from server to server. */
  private final class Round {
    private final Outgoing mail;
    private final byte[] content;
    private final WireState wireState;
    private final Iterator<SmtpServer> others = servers.iterator();
    private @Nullable Delivery soFar;

    Round(Outgoing mail, byte[] content, WireState wireState) {
      this.mail = mail;
      this.content = content;
      this.wireState = wireState;
    }

    Future<Delivery> next() {
      while (others.hasNext()) {
        SmtpServer server = others.next();
        if (server.room() > 0 || (!others.hasNext() && !server.isAway())) {
          wireState.through(server.name());
          return server
              .send(
                  new Transaction(writer.envelopeFrom(mail), mail.recipient(), content, wireState),
                  mail.sender())
              .compose(this::orNext);
        }
        note(
            new Delivery(
                Delivery.Result.POSTPONED, wireState.phase(), "every server is busy or away"));
      }
      return Future.succeededFuture(Objects.requireNonNull(soFar));
    }

    /** A mail that a server did not take is not on the wire any more: it may be cancelled again. */
    private Future<Delivery> orNext(Delivery ended) {
      return switch (ended.result()) {
        case AWAY, POSTPONED, TOO_LARGE -> {
          note(ended);
          if (others.hasNext()) {
            wireState.reached(Phase.CONNECT);
          }
          yield next();
        }
        default -> Future.succeededFuture(ended);
      };
    }

    /**
     * Too large it is only if it was for all; that one was away is worth more than that one was
     * busy.
     */
    private void note(Delivery ended) {
      soFar =
          soFar == null
                  || soFar.result() == Delivery.Result.TOO_LARGE
                  || ended.result() == Delivery.Result.AWAY
              ? ended
              : soFar;
    }
  }

  private boolean isRoomElsewhere() {
    return room() > 0; // who asks has none
  }

  @Override
  public int room() {
    return servers.stream().mapToInt(SmtpServer::room).sum();
  }

  @Override
  public int width() {
    return servers.stream().mapToInt(SmtpServer::width).sum();
  }

  @Override
  public Future<Void> close() {
    return Future.join(servers.stream().map(SmtpServer::close).toList()).mapEmpty();
  }
}
