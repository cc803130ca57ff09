package dev.carillon.launcher.cli;

import dev.carillon.async.sync.QueueClosedException;
import dev.carillon.client.LiveClient;
import dev.carillon.client.live.TopicPosition;
import dev.carillon.embedded.LaunchFailure;
import dev.carillon.failure.Failure;
import dev.carillon.launcher.cli.api.ApiOptions;
import dev.carillon.launcher.cli.api.TopicTail;
import dev.carillon.launcher.terminal.Terminal;
import dev.carillon.text.IntegerText;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon tail}: the messages of live clients, in a terminal. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description = "Prints the messages of plain mode, or of topics, until Ctrl-C.")
final class TailCommand implements Callable<Integer> {
  private static final long LIMIT_SECONDS = 10;
  private static final int UNAUTHORIZED = 401;

  @Mixin private final ApiOptions api;

  @Parameters(
      paramLabel = "TOPIC",
      description = "For example users.changed; without a topic: plain mode.")
  private List<String> topics = List.of();

  @Option(
      names = "--since",
      paramLabel = "POSITION",
      description =
          "Of topics: 0 for the oldest message that is kept, or EPOCH:SEQ, for one topic, to go on"
              + " behind a message (default: what is new).")
  private @Nullable String since;

  @Option(names = "--json", description = "Of topics: each message is a line of JSON.")
  private boolean json;

  private final PrintStream out;
  private final PrintStream err;

  TailCommand(Terminal terminal) {
    this.api = new ApiOptions(terminal);
    this.out = terminal.out();
    this.err = terminal.err();
  }

  @Override
  public Integer call() throws Exception {
    TopicPosition from = position();
    String key = api.key();
    URI url = URI.create(api.url().toString().replaceFirst("^http", "ws") + "/ws");
    Vertx vertx = Vertx.vertx();
    try {
      if (topics.isEmpty()) {
        LiveClient client = connect(vertx, url, key);
        err.println("Connected to " + url + " in plain mode");
        printUntilClosed(client);
      } else {
        new TopicTail(api, out, err, json).run(vertx, url, topics, from);
      }
      return 1; // the server's doing: a person ends it with a signal
    } finally {
      vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Numbers belong to one topic. */
  private @Nullable TopicPosition position() {
    if (since == null) {
      return null;
    }
    int colon = since.lastIndexOf(':');
    if (topics.isEmpty() || (colon >= 0 && topics.size() > 1)) {
      throw new LaunchFailure("--since needs a topic, and EPOCH:SEQ one topic");
    }
    try {
      long seq = IntegerText.parseLong(since.substring(colon + 1), 0, Long.MAX_VALUE);
      return new TopicPosition(colon < 0 ? null : since.substring(0, colon), seq);
    } catch (Failure wrong) {
      throw new LaunchFailure("--since must be 0 or EPOCH:SEQ", wrong);
    }
  }

  /** Whatever goes wrong is one sentence. */
  private LiveClient connect(Vertx vertx, URI url, String key) {
    try {
      return LiveClient.plain(vertx, url, key).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw explained(e);
    }
  }

  private LaunchFailure explained(Exception e) {
    return switch (e) {
      case LaunchFailure clear -> clear;
      case Failure refused -> new LaunchFailure(refused.message(), refused);
      case UpgradeRejectedException refused when refused.getStatus() == UNAUTHORIZED ->
          new LaunchFailure(api.url() + " does not know the key", refused);
      case UpgradeRejectedException refused ->
          new LaunchFailure(
              api.url() + " refuses a WebSocket with status " + refused.getStatus(), refused);
      case QueueClosedException closed ->
          new LaunchFailure(api.url() + " closed the connection at once", closed);
      case IOException away -> api.away(away);
      case TimeoutException late -> api.away(late);
      default -> api.stranger(e);
    };
  }

  private void printUntilClosed(LiveClient client) {
    try {
      while (true) {
        out.println(client.next().await());
        out.flush();
      }
    } catch (QueueClosedException closed) {
      err.println("The server closed the connection: " + client.closed().await());
    }
  }
}
