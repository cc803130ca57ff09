package dev.carillon.launcher.cli;

import dev.carillon.async.sync.QueueClosedException;
import dev.carillon.client.LiveClient;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code carillon tail}: the messages of live clients, in a terminal. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description = "Prints the messages of plain mode, or of topics, until Ctrl-C.")
final class TailCommand implements Callable<Integer> {
  private static final long LIMIT_SECONDS = 10;

  @Mixin private ApiOptions api = new ApiOptions();

  @Parameters(
      paramLabel = "TOPIC",
      description = "For example users.changed; without a topic: plain mode.")
  private List<String> topics = List.of();

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws Exception {
    String key = api.key();
    URI url = URI.create(api.url().toString().replaceFirst("^http", "ws") + "/ws");
    Vertx vertx = Vertx.vertx();
    try {
      LiveClient client =
          (topics.isEmpty() ? LiveClient.plain(vertx, url, key) : LiveClient.open(vertx, url, key))
              .await(LIMIT_SECONDS, TimeUnit.SECONDS);
      for (String topic : topics) {
        out.println(client.subscribe(topic).await(LIMIT_SECONDS, TimeUnit.SECONDS));
      }
      printUntilClosed(client);
      return 0;
    } finally {
      vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void printUntilClosed(LiveClient client) {
    try {
      while (true) {
        out.println(client.next().await());
        out.flush();
      }
    } catch (QueueClosedException closed) {
      out.println("The server closed the connection: " + client.closed().await());
    }
  }
}
