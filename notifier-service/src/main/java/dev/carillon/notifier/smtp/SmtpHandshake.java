package dev.carillon.notifier.smtp;

import dev.carillon.async.time.Timers;
import dev.carillon.notifier.domain.trace.MailTrace;
import dev.carillon.text.IntegerText;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * From a socket to a link that is ready for mail: greeting, EHLO or HELO, STARTTLS, AUTH (RFC 5321,
 * 3207, 4954, 8314).
 */
final class SmtpHandshake {
  private static final Pattern SIZE = Pattern.compile("SIZE ([1-9][0-9]{0,17})");

  private final NetClient client;
  private final SmtpServerConfig server;
  private final Timers timers;
  private final LongSupplier nanos;

  /**
   * Connects through a client that somebody else closes.
   *
   * @param nanos a monotonic clock
   */
  SmtpHandshake(NetClient client, SmtpServerConfig server, Timers timers, LongSupplier nanos) {
    this.client = client;
    this.server = server;
    this.timers = timers;
    this.nanos = nanos;
  }

  /**
   * A link that is ready for mail.
   *
   * @param pipelining whether the server accepts commands before it has answered earlier ones
   * @param maxSize the longest mail it takes, in bytes; 0 if it does not say
   * @param said what the server said so far, and after how long; the greeting first
   */
  record Ready(SmtpLink link, boolean pipelining, long maxSize, List<MailTrace.Step> said) {}

  /** Connects. Closes the socket if it fails; the message is for operators. */
  Future<Ready> open() {
    ConnectOptions to = new ConnectOptions().setHost(server.host()).setPort(server.port());
    if (server.tls() == SmtpServerConfig.Tls.IMPLICIT) {
      to.setSsl(true).setSslOptions(tls());
    }
    long began = nanos.getAsLong();
    return client
        .connect(to)
        .recover(e -> Future.failedFuture("no connection to " + server.name() + ": " + why(e)))
        .map(socket -> new SmtpLink(socket, timers))
        .compose(
            link ->
                new Opening(link, began)
                    .greet()
                    .onFailure(e -> link.close(String.valueOf(e.getMessage()))));
  }

  /** For people: the exceptions' own texts name classes, or nothing. */
  private String why(Throwable cause) {
    return switch (cause) {
      case ConnectTimeoutException late ->
          "no answer within " + server.connectLimit().toSeconds() + " s";
      case UnknownHostException unknown -> "the host name is not known";
      case NoRouteToHostException lost -> "there is no way to this host";
      case SSLException untrusted ->
          "no TLS; is the certificate trusted? " + untrusted.getMessage();
      case ConnectException refused -> "the connection was refused";
      default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    };
  }

  private ClientSSLOptions tls() {
    ClientSSLOptions tls = new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
    if (server.trust() != null) {
      tls.setTrustOptions(server.trust().get());
    }
    return tls;
  }

  /** One link on its way, and what was said on it. */
  private final class Opening {
    private final SmtpLink link;
    private final List<MailTrace.Step> said = new ArrayList<>();
    private long last;

    Opening(SmtpLink link, long began) {
      this.link = link;
      this.last = began;
    }

    Future<Ready> greet() {
      return link.reply(server.commandLimit())
          .map(greeting -> accepted("greeting", heard("connect", greeting)))
          .compose(greeting -> hello())
          .compose(this::secure)
          .compose(this::logIn)
          .map(
              offers ->
                  new Ready(link, has(offers, "PIPELINING"), size(offers), List.copyOf(said)));
    }

    private Future<SmtpReply> command(String phase, String line) {
      return link.command(line, server.commandLimit()).map(reply -> heard(phase, reply));
    }

    private SmtpReply heard(String phase, SmtpReply reply) {
      long now = nanos.getAsLong();
      long millis = TimeUnit.NANOSECONDS.toMillis(now - last);
      said.add(new MailTrace.Step(phase, millis, reply.line()));
      last = now;
      return reply;
    }

    private Future<List<String>> hello() {
      return command("ehlo", "EHLO " + server.ownName())
          .compose(
              reply ->
                  reply.isUnknownCommand()
                      ? command("ehlo", "HELO " + server.ownName())
                          .map(old -> accepted("HELO", old))
                          .map(List.<String>of())
                      : Future.succeededFuture(accepted("EHLO", reply))
                          .map(r -> r.text().toUpperCase(Locale.ROOT).lines().toList()));
    }

    private Future<List<String>> secure(List<String> offers) {
      if (server.tls() != SmtpServerConfig.Tls.STARTTLS) {
        return Future.succeededFuture(offers);
      }
      if (!has(offers, "STARTTLS")) {
        return Future.failedFuture("the server offers no STARTTLS");
      }
      return command("starttls", "STARTTLS")
          .map(reply -> accepted("STARTTLS", reply))
          .compose(reply -> link.startTls(tls(), server.host(), server.commandLimit()))
          .compose(v -> hello());
    }

    private Future<List<String>> logIn(List<String> offers) {
      if (server.user() == null || server.password() == null) {
        return Future.succeededFuture(offers);
      }
      List<String> ways = List.of(first(offers, "AUTH").split(" ", -1));
      String user = server.user();
      String password = server.password().reveal();
      String both = base64("\0" + user + "\0" + password);
      link.hide(List.of(both, base64(password), password)); // the longest first
      Future<SmtpReply> last;
      if (ways.contains("PLAIN")) {
        last = command("auth", "AUTH PLAIN " + both);
      } else if (ways.contains("LOGIN")) {
        last =
            command("auth", "AUTH LOGIN")
                .compose(r -> command("auth", base64(wanted(r, user))))
                .compose(r -> command("auth", base64(wanted(r, password))));
      } else {
        return Future.failedFuture("the server offers neither AUTH PLAIN nor LOGIN");
      }
      return last.map(reply -> accepted("AUTH", reply)).map(offers);
    }
  }

  /** Nothing of a login is sent to a server that has not asked for it. */
  private static String wanted(SmtpReply reply, String secret) {
    if (!reply.wantsMore()) {
      throw new RefusedException("AUTH", reply);
    }
    return secret;
  }

  private static SmtpReply accepted(String what, SmtpReply reply) {
    if (!reply.isPositive()) {
      throw new RefusedException(what, reply);
    }
    return reply;
  }

  /** The server did not want to begin. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean shuttingDown;

    RefusedException(String what, SmtpReply reply) {
      super(what + ": " + reply.line(), null, false, false);
      this.shuttingDown = reply.isShuttingDown();
    }

    /** Whether it said 421. */
    boolean isShuttingDown() {
      return shuttingDown;
    }
  }

  private static boolean has(List<String> offers, String keyword) {
    return !first(offers, keyword).isEmpty();
  }

  private static String first(List<String> offers, String keyword) {
    return offers.stream()
        .filter(o -> o.equals(keyword) || o.startsWith(keyword + " "))
        .findFirst()
        .orElse("");
  }

  private static long size(List<String> offers) {
    Matcher size = SIZE.matcher(first(offers, "SIZE"));
    return size.matches() ? IntegerText.parseLong(size.group(1), 1, Long.MAX_VALUE) : 0;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
