package dev.carillon.testing;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.client.member.CarillonClient;
import dev.carillon.contract.inbox.InboxMail;
import dev.carillon.contract.inbox.ListInbox;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import dev.carillon.launcher.node.Node;
import dev.carillon.launcher.node.NodeOptions;
import dev.carillon.launcher.node.Services;
import dev.carillon.launcher.settings.KeyFile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A Carillon that runs within this JVM, with nothing but what a test has put into it. */
public final class Carillon implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final Clocks clocks = Clocks.system();
  private final Deque<AutoCloseable> running;
  private final LocalStack stack;
  private final Vertx vertx;
  private final URI url;
  private final String key;

  private Carillon(
      Deque<AutoCloseable> running, LocalStack stack, Vertx vertx, URI url, String key) {
    this.running = running;
    this.stack = stack;
    this.vertx = vertx;
    this.url = url;
    this.key = key;
  }

  /**
   * Starts one.
   *
   * @param settings each {@code NAME=value}, as in the environment of the services
   * @throws IllegalStateException if it does not start; then nothing of it is left
   */
  public static Carillon start(List<String> settings) {
    Deque<AutoCloseable> running = new ArrayDeque<>();
    try {
      return start(settings, running);
    } catch (IOException | TimeoutException | RuntimeException e) {
      IllegalStateException failure =
          new IllegalStateException("Carillon does not start: " + e.getMessage(), e);
      stop(running, failure);
      throw failure;
    }
  }

  private static Carillon start(List<String> settings, Deque<AutoCloseable> running)
      throws IOException, TimeoutException {
    Path folder = Files.createTempDirectory("carillon-testing");
    running.push(() -> delete(folder));
    DataDirectory data = DataDirectory.open(folder.resolve("data"));
    running.push(data);
    KeyFile keys = KeyFile.in(data);
    LocalStack stack = LocalStack.start(data, LocalStack.External.NONE, Progress.quiet());
    running.push(stack);
    int port = FreePorts.next();
    JsonObject config = config(settings, stack, keys, port);
    Vertx vertx = wait(Node.start(NodeOptions.alone()));
    running.push(() -> wait(vertx.close()));
    Services services = new Services(vertx, config);
    running.push(() -> wait(services.stop()));
    wait(stack.serveInbox(vertx));
    wait(services.start(List.of(Services.Name.values())));
    URI url = URI.create("http://127.0.0.1:" + port);
    return new Carillon(running, stack, vertx, url, Files.readString(keys.adminKey()).strip());
  }

  private static JsonObject config(
      List<String> settings, LocalStack stack, KeyFile keys, int port) {
    JsonObject config =
        stack
            .config()
            .copy()
            .put("CARILLON_API_KEYS_FILE", keys.apiKeys().toString())
            .put("CARILLON_HTTP_PORT", port)
            .put("CARILLON_MANAGEMENT_PORT", 0)
            .put("CARILLON_ACCESS_LOG", "off");
    for (String setting : settings) {
      int name = setting.indexOf('=');
      config.put(setting.substring(0, name), setting.substring(name + 1));
    }
    return config;
  }

  /** A client of the bus, as a program of this name has it in the cluster. */
  public CarillonClient client(String principal) {
    return CarillonClient.on(vertx, principal);
  }

  /** Where HTTP and WebSockets are. */
  public URI url() {
    return url;
  }

  /** The administrator's API key. */
  public String key() {
    return key;
  }

  /** The mails that have arrived at an address, the newest first. */
  public List<InboxMail> mails(String address) {
    return stack.listInbox(new ListInbox(address, 100)).items();
  }

  /** The newest mail at an address; waits for one, up to a minute. */
  public InboxMail awaitMail(String address) throws TimeoutException {
    long until = clocks.nanos() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (mails(address).isEmpty()) {
      if (clocks.nanos() > until) {
        throw new TimeoutException("No mail arrived at " + address);
      }
      Promise<Void> later = Promise.promise();
      Timers.of(vertx).after(LOOK_EVERY, later::complete);
      wait(later.future());
    }
    return mails(address).get(0);
  }

  /** Stops it and removes its folder; says what of it could not be stopped. */
  @Override
  public void close() {
    IllegalStateException failure = new IllegalStateException("Carillon did not stop");
    stop(running, failure);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private static void stop(Deque<AutoCloseable> running, IllegalStateException failure) {
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
  }

  private static <T> T wait(Future<T> work) throws TimeoutException {
    return work.await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
