package dev.carillon.notifier.smtp;

import dev.carillon.async.time.Timers;
import dev.carillon.text.IntegerText;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.PemTrustOptions;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
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

  SmtpHandshake(NetClient client, SmtpServerConfig server, Timers timers) {
    this.client = client;
    this.server = server;
    this.timers = timers;
  }

  /**
   * A link that is ready for mail.
   *
   * @param pipelining whether the server accepts commands before it has answered earlier ones
   * @param maxSize the longest mail it takes, in bytes; 0 if it does not say
   */
  record Ready(SmtpLink link, boolean pipelining, long maxSize) {}

  /** Connects. Closes the socket if it fails; the message is for operators. */
  Future<Ready> open() {
    ConnectOptions to = new ConnectOptions().setHost(server.host()).setPort(server.port());
    if (server.tls() == SmtpServerConfig.Tls.IMPLICIT) {
      to.setSsl(true).setSslOptions(tls());
    }
    return client
        .connect(to)
        .recover(e -> Future.failedFuture("no connection to " + server.name() + ": " + why(e)))
        .map(socket -> new SmtpLink(socket, timers))
        .compose(link -> greet(link).onFailure(e -> link.close(String.valueOf(e.getMessage()))));
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

  private Future<Ready> greet(SmtpLink link) {
    return link.reply(server.commandLimit())
        .map(greeting -> accepted("greeting", greeting))
        .compose(greeting -> hello(link))
        .compose(offers -> secure(link, offers))
        .compose(offers -> logIn(link, offers))
        .map(offers -> new Ready(link, has(offers, "PIPELINING"), size(offers)));
  }

  private Future<List<String>> hello(SmtpLink link) {
    return link.command("EHLO " + server.ownName(), server.commandLimit())
        .compose(
            reply ->
                reply.isUnknownCommand()
                    ? link.command("HELO " + server.ownName(), server.commandLimit())
                        .map(old -> accepted("HELO", old))
                        .map(List.<String>of())
                    : Future.succeededFuture(accepted("EHLO", reply))
                        .map(r -> r.text().toUpperCase(Locale.ROOT).lines().toList()));
  }

  private Future<List<String>> secure(SmtpLink link, List<String> offers) {
    if (server.tls() != SmtpServerConfig.Tls.STARTTLS) {
      return Future.succeededFuture(offers);
    }
    if (!has(offers, "STARTTLS")) {
      return Future.failedFuture("the server offers no STARTTLS");
    }
    return link.command("STARTTLS", server.commandLimit())
        .map(reply -> accepted("STARTTLS", reply))
        .compose(reply -> link.startTls(tls(), server.host(), server.commandLimit()))
        .compose(v -> hello(link));
  }

  private ClientSSLOptions tls() {
    ClientSSLOptions tls = new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
    if (server.trust() != null) {
      tls.setTrustOptions(new PemTrustOptions().addCertPath(server.trust()));
    }
    return tls;
  }

  private Future<List<String>> logIn(SmtpLink link, List<String> offers) {
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
      last = link.command("AUTH PLAIN " + both, server.commandLimit());
    } else if (ways.contains("LOGIN")) {
      last =
          link.command("AUTH LOGIN", server.commandLimit())
              .compose(r -> link.command(base64(wanted(r, user)), server.commandLimit()))
              .compose(r -> link.command(base64(wanted(r, password)), server.commandLimit()));
    } else {
      return Future.failedFuture("the server offers neither AUTH PLAIN nor LOGIN");
    }
    return last.map(reply -> accepted("AUTH", reply)).map(offers);
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
