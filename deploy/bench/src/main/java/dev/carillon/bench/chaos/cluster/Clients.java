package dev.carillon.bench.chaos.cluster;

import dev.carillon.bench.chaos.cluster.Entry.Sort;
import dev.carillon.bench.chaos.smtp.Meant;
import dev.carillon.bench.chaos.traffic.Answer;
import dev.carillon.bench.chaos.traffic.Api;
import dev.carillon.bench.chaos.traffic.Wanted;
import dev.carillon.bench.chaos.witness.Wait;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Clients who know the balancer and nothing else. They ask at a steady rate, whether the one before
 * has been answered or not, write down what they are told, and repeat once what lost its connection
 * and may be repeated.
 */
final class Clients {
  private static final int USERS = 40;
  private static final int MIX = 20;

  /** A balancer that looks every 200 ms has missed a gateway three times by then. */
  private static final long REPEATED_AFTER = 1_000;

  private static final int IN_FLIGHT = 2_048;

  private final Api api;
  private final List<String> users = new ArrayList<>();
  private final Queue<Entry> ledger = new ConcurrentLinkedQueue<>();
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
  private volatile @Nullable String lastMail;
  private volatile boolean stopped;

  Clients(Api api) {
    this.api = api;
  }

  /** Makes the users that are read; all must succeed. */
  void prepare() {
    while (users.size() < USERS) {
      Entry made = create("seed" + users.size(), "seed-" + users.size());
      if (made.id() == null) {
        throw new IllegalStateException("No user could be made: " + made);
      }
      users.add(made.id());
    }
    ledger.clear();
  }

  /**
   * Asks until {@link #stop}, then waits for what is under way.
   *
   * @param perSecond requests, each at its time whether those before it have been answered or not;
   *     with 2,048 of them under way the next one waits
   * @param warmUp milliseconds in which the rate grows evenly from nothing: processes that have
   *     just started are slow
   */
  void run(int perSecond, long warmUp) {
    long began = api.now();
    for (int n = 0; !stopped; n++) {
      Wait.millis(Math.max(0, began + due(n, perSecond, warmUp) - api.now()));
      int number = n;
      inFlight.acquireUninterruptibly();
      Thread.ofVirtual().start(() -> enter(number));
    }
    inFlight.acquireUninterruptibly(IN_FLIGHT);
  }

  private void enter(int number) {
    try {
      ledger.add(ask(number));
    } finally {
      inFlight.release();
    }
  }

  /** When a request is due, in milliseconds from the beginning. */
  static long due(int number, int perSecond, long warmUp) {
    double ofWarmUp = perSecond / 1_000.0 * warmUp / 2;
    return number < ofWarmUp
        ? (long) (warmUp * Math.sqrt(number / ofWarmUp))
        : warmUp + (long) ((number - ofWarmUp) * 1_000 / perSecond);
  }

  void stop() {
    stopped = true;
  }

  List<Entry> ledger() {
    return List.copyOf(ledger);
  }

  private Entry ask(int n) {
    String user = users.get(n / MIX % USERS);
    String mail = lastMail;
    return switch (n % MIX) {
      case 0, 3, 6, 9, 12, 15 -> read("/v1/users/" + user);
      case 1, 11 -> read(mail == null ? "/v1/users?limit=3" : "/v1/emails/" + mail);
      case 2 -> read("/v1/users?limit=5");
      case 4, 10 -> create("keyed" + n, "create-" + n);
      case 5 -> change(user, n);
      case 7, 14 -> create("plain" + n, null);
      case 8, 16, 18 -> send(n, "mail-" + n);
      default -> send(n, null);
    };
  }

  private Entry read(String path) {
    return asked(Sort.READ, null, "GET", path, new JsonObject(), null);
  }

  private Entry create(String name, @Nullable String key) {
    JsonObject user =
        new JsonObject().put("email", name + "@chaos.test").put("name", name).put("welcome", false);
    return asked(sort(key), null, "POST", "/v1/users", user, key);
  }

  /** A transaction of several statements. */
  private Entry change(String user, int n) {
    String verb = n / MIX % 2 == 0 ? "/deactivate" : "/reactivate";
    return asked(
        Sort.KEYED, null, "POST", "/v1/users/" + user + verb, new JsonObject(), "change-" + n);
  }

  private Entry send(int n, @Nullable String key) {
    String recipient = Meant.OK.address(n);
    JsonObject mail =
        new JsonObject()
            .put("to", new JsonObject().put("email", recipient))
            .put("subject", "Chaos")
            .put("text", Wanted.text(n));
    Entry sent = asked(sort(key), recipient, "POST", "/v1/emails", mail, key);
    lastMail = sent.isAcknowledged() ? sent.id() : lastMail;
    return sent;
  }

  private static Sort sort(@Nullable String key) {
    return key == null ? Sort.PLAIN : Sort.KEYED;
  }

  private Entry asked(
      Sort sort,
      @Nullable String recipient,
      String method,
      String path,
      JsonObject body,
      @Nullable String key) {
    Answer first = api.ask(method, path, body, key);
    boolean again = first.status() == 0 && sort != Sort.PLAIN;
    Wait.millis(again ? REPEATED_AFTER : 0); // else it may meet the gateway that has just died
    Answer last = again ? api.ask(method, path, body, key) : first;
    return new Entry(
        sort,
        method + " " + path + (key == null ? "" : " with a key"),
        recipient,
        first.status(),
        again ? last.status() : -1,
        first.asked(),
        last.told(),
        method.equals("POST") ? last.body().getString("id") : null);
  }
}
