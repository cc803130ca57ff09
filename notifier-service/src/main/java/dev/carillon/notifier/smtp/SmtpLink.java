package dev.carillon.notifier.smtp;

import dev.carillon.async.time.Timers;
import dev.carillon.text.IntegerText;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket with replies in the order of the commands. Each expected reply has a deadline, which
 * starts when it is the next one. A reply that breaks the protocol (endless, too late, without a
 * code, unexpected) closes the link. One context only.
 */
final class SmtpLink {
  /** After the code any byte may stand: a reply that we do not like is a reply all the same. */
  private static final Pattern REPLY = Pattern.compile("[2-5]\\d\\d.*", Pattern.DOTALL);

  private static final Logger LOG = LoggerFactory.getLogger(SmtpLink.class);
  private static final int MAX_LINE = 65_536;

  /** What is kept of a reply; the rest is read and dropped. */
  private static final int KEPT = 32_768;

  private static final int MAX_LINES = 1_000;

  private final NetSocket socket;
  private final Timers timers;
  private final Deque<Expected> expected = new ArrayDeque<>();
  private final StringBuilder lines = new StringBuilder();
  private int lineCount;
  private Consumer<String> onClosed = why -> {};
  private Timers.@Nullable Pending deadline;
  private @Nullable String closed;
  private List<String> secrets = List.of();

  private record Expected(Duration limit, Consumer<SmtpReply> onReply) {}

  SmtpLink(NetSocket socket, Timers timers) {
    this.socket = socket;
    this.timers = timers;
    socket.handler(parser());
    socket.exceptionHandler(e -> close(String.valueOf(e.getMessage())));
    socket.closeHandler(v -> close("the server closed the connection"));
  }

  private RecordParser parser() {
    RecordParser parser =
        RecordParser.newDelimited("\n", line -> onLine(line.toString(StandardCharsets.UTF_8)))
            .maxRecordSize(MAX_LINE);
    parser.exceptionHandler(e -> close("the server's reply is too long"));
    return parser;
  }

  /** Called when the link is closed, with a reason for operators. */
  void onClosed(Consumer<String> handler) {
    onClosed = handler;
  }

  /** What no reply may show: a server may repeat what it was sent. */
  void hide(List<String> texts) {
    secrets = List.copyOf(texts);
  }

  boolean isOpen() {
    return closed == null;
  }

  /** Expects a reply; replies are matched in the order of these calls. */
  void expect(Duration limit, Consumer<SmtpReply> onReply) {
    expected.add(new Expected(limit, onReply));
    if (expected.size() == 1) {
      startDeadline();
    }
  }

  void write(String commands) {
    write(Buffer.buffer(commands, "US-ASCII"));
  }

  void write(Buffer bytes) {
    socket.write(bytes).onFailure(e -> close(String.valueOf(e.getMessage())));
  }

  /** One command, one reply. Fails if the link is closed first. */
  Future<SmtpReply> command(String line, Duration limit) {
    write(line + "\r\n");
    return reply(limit);
  }

  /** The next reply. Fails if the link is closed first. */
  Future<SmtpReply> reply(Duration limit) {
    Promise<SmtpReply> reply = Promise.promise();
    if (closed != null) {
      return Future.failedFuture(closed);
    }
    onClosed = reply::tryFail;
    expect(limit, reply::tryComplete);
    return reply.future();
  }

  /**
   * Upgrades to TLS. Bytes that arrived in clear text before it are dropped.
   *
   * @param limit for the handshake
   */
  Future<Void> startTls(ClientSSLOptions tls, String host, Duration limit) {
    socket.handler(parser()); // drops an incomplete line of the old one
    lines.setLength(0);
    lineCount = 0;
    Promise<Void> secured = Promise.promise();
    onClosed = why -> secured.tryFail("no TLS: " + why);
    Timers.within(socket.upgradeToSsl(tls, host), limit)
        .onSuccess(v -> secured.tryComplete())
        .onFailure(e -> secured.tryFail(noTls(e, limit)));
    return secured.future();
  }

  private static String noTls(Throwable cause, Duration limit) {
    return cause instanceof TimeoutException
        ? "no TLS within " + limit.toSeconds() + " s"
        : "no TLS; is the certificate trusted? " + cause.getMessage();
  }

  /** Sends QUIT and closes without waiting for the reply. */
  void quit() {
    if (closed == null) {
      write("QUIT\r\n");
      close("closed");
    }
  }

  void close(String why) {
    if (closed != null) {
      return;
    }
    closed = why;
    if (deadline != null) {
      deadline.cancel();
    }
    expected.clear();
    socket.close().onFailure(e -> LOG.debug("Close failed", e));
    onClosed.accept(why);
  }

  private void onLine(String raw) {
    if (closed != null) {
      return;
    }
    String line = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
    if (!REPLY.matcher(line).matches() || lineCount++ > MAX_LINES) {
      close("the server does not speak SMTP");
      return;
    }
    if (lines.length() < KEPT) {
      lines
          .append(lines.length() == 0 ? "" : "\n")
          .append(line.substring(Math.min(4, line.length())));
    }
    if (line.length() > 3 && line.charAt(3) == '-') {
      return;
    }
    SmtpReply reply =
        new SmtpReply(IntegerText.parse(line.substring(0, 3), 200, 599), shown(lines.toString()));
    lines.setLength(0);
    lineCount = 0;
    onReply(reply);
  }

  private String shown(String text) {
    String shown = text;
    for (String secret : secrets) {
      shown = shown.replace(secret, "***");
    }
    return shown;
  }

  private void onReply(SmtpReply reply) {
    Expected next = expected.poll();
    if (next == null) {
      close(reply.line());
      return;
    }
    if (deadline != null) {
      deadline.cancel();
    }
    if (!expected.isEmpty()) {
      startDeadline();
    }
    next.onReply().accept(reply);
  }

  private void startDeadline() {
    Expected next = expected.peek();
    if (next != null) {
      deadline =
          timers.after(
              next.limit(), () -> close("no reply within " + next.limit().toSeconds() + " s"));
    }
  }
}
