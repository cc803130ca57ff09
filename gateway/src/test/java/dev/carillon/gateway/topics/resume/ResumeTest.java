package dev.carillon.gateway.topics.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.live.ReadTopic;
import dev.carillon.contract.live.TopicMessage;
import dev.carillon.contract.live.TopicPage;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.ws.limits.LiveSettings;
import dev.carillon.gateway.ws.message.Backlog;
import dev.carillon.gateway.ws.message.LiveMessage;
import dev.carillon.gateway.ws.message.Missed;
import dev.carillon.gateway.ws.message.Turn;
import dev.carillon.json.Doc;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A subscription over a store and a bus that loses what it likes. */
class ResumeTest {
  private static final String TOPIC = "orders";
  private static final String EPOCH = "0d4c7f9a2b31";

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Bus bus = new Bus(vertx, Clocks.system());
  private final Store store = new Store();
  private final TopicReads reads =
      new TopicReads(bus, Clocks.system(), LiveSettings.read(ConfigSource.of(new JsonObject())));

  ResumeTest() throws Exception {
    onLoop(() -> bus.serve(LiveTopics.READ_TOPIC, (call, q) -> store.read(q)).ready());
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  /** What is kept, all of it on the loop. */
  private final class Store {
    private String epoch = EPOCH;
    private long oldest = 1;
    private long last;
    private int reads;
    private int failing;

    Future<TopicPage> read(ReadTopic request) {
      reads++;
      if (failing > 0) {
        failing--;
        throw Failure.of(FailureCode.UNAVAILABLE, "away");
      }
      List<TopicMessage> page = new ArrayList<>();
      for (long n = Math.max(oldest, 1); n <= last && page.size() < 7; n++) {
        if (n > request.since()) {
          page.add(new TopicMessage(n, Instant.EPOCH, null, Doc.of(n)));
        }
      }
      Promise<TopicPage> later = Promise.promise();
      TopicPage read = new TopicPage(epoch, last, page);
      loop.runOnContext(v -> later.complete(read));
      return later.future();
    }

    LiveMessage publish() {
      last++;
      return LiveMessage.of(TOPIC, epoch, last, new byte[] {'1'});
    }
  }

  /** What a client has seen: its messages, and gaps as they were told. */
  private final class Client implements Listener {
    private final List<Long> seen = new ArrayList<>();
    private final List<Missed> gaps = new ArrayList<>();
    private final Resume resume = new Resume(TOPIC, reads, this);
    private final CountedRoom room = new CountedRoom();
    private boolean slow;

    Future<Void> begin(Since since) {
      return resume
          .begin(since)
          .map(
              position -> {
                resume.go();
                return null;
              });
    }

    void live(LiveMessage... messages) {
      Turn turn = new Turn(TOPIC);
      List.of(messages).forEach(turn::add);
      if (resume.accepts(turn)) {
        turn.messages().forEach(this::message);
      }
    }

    @Override
    public String owner() {
      return "jo";
    }

    @Override
    public Backlog.Room room() {
      return room;
    }

    @Override
    public void message(LiveMessage message) {
      seen.add(message.seq());
    }

    @Override
    public void missed(Missed missed) {
      gaps.add(missed);
    }

    @Override
    public boolean keepsUp() {
      return !slow;
    }

    @Override
    public void later(Duration delay, Runnable action) {
      vertx.setTimer(1, t -> action.run());
    }

    @Override
    public void ended(String topic, Failure why) {
      throw new AssertionError(why);
    }
  }

  @Test
  void whatWasMissedComesFirstAndThenWhatIsLiveInOrder() throws Exception {
    Client client = new Client();
    onLoop(
        () -> {
          publish(20);
          Future<Void> begun = client.begin(Since.behind(EPOCH, 3));
          client.live(store.publish());
          client.live(store.publish(), store.publish());
          return begun;
        });
    await(() -> client.seen.size() >= 20);
    onLoop(
        () -> {
          client.live(store.publish());
          return Future.succeededFuture();
        });
    assertThat(client.seen).isEqualTo(LongStream.rangeClosed(4, 24).boxed().toList());
    assertThat(client.gaps).isEmpty();
  }

  /** Two notifiers tell what they have stored, and a loop that was busy hears it at once. */
  @ParameterizedTest
  @ValueSource(strings = {"1 2 5 6 3 4 7", "1 3 2 4", "1 2 2 4", "1 1 1 4", "2 1 4 3"})
  void whatComesMixedInOneTurnGoesOutInItsOrder(String order) throws Exception {
    Client client = new Client();
    onLoop(() -> client.begin(Since.NOW));
    onLoop(
        () -> {
          LiveMessage[] all = Stream.generate(store::publish).limit(7).toArray(LiveMessage[]::new);
          client.live(
              Stream.of(order.split(" "))
                  .map(seq -> all[Integer.parseInt(seq) - 1])
                  .toArray(LiveMessage[]::new));
          client.resume.look(EPOCH, store.last);
          return Future.succeededFuture();
        });
    await(() -> client.seen.size() >= 7);
    assertThat(client.seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(client.gaps).isEmpty();
  }

  @Test
  void aLostMessageOfTheBusIsADelayAndTheLastOneToo() throws Exception {
    Client client = new Client();
    onLoop(() -> client.begin(Since.NOW));
    onLoop(
        () -> {
          client.live(store.publish());
          publish(2); // lost
          client.live(store.publish());
          return Future.succeededFuture();
        });
    await(() -> client.seen.size() == 4);
    onLoop(
        () -> {
          publish(1); // lost, and nothing follows
          client.resume.look(EPOCH, store.last);
          return Future.succeededFuture();
        });
    await(() -> client.seen.size() == 5);
    assertThat(client.seen).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(client.gaps).isEmpty();
  }

  @Test
  void whatIsNotKeptIsOneExplicitGap() throws Exception {
    Client client = new Client();
    Client fresh = new Client();
    onLoop(
        () -> {
          publish(20);
          store.oldest = 11;
          return Future.join(client.begin(Since.behind(EPOCH, 4)), fresh.begin(Since.OLDEST));
        });
    await(() -> client.seen.size() == 10 && fresh.seen.size() == 10);
    assertThat(client.gaps).containsExactly(new Missed(TOPIC, EPOCH, 5, 10));
    assertThat(fresh.gaps).isEmpty();
  }

  @Test
  void whoIsEverythingKnownOfStartsWithAGapAndGoesOnLive() throws Exception {
    for (Since since :
        List.of(
            Since.parse("nonsense"),
            Since.parse("ffffffffffff:3"),
            Since.behind(EPOCH, 99),
            Since.parse(EPOCH + ":-1"))) {
      Client client = new Client();
      store.last = 5;
      onLoop(() -> client.begin(since));
      onLoop(
          () -> {
            client.live(store.publish());
            return Future.succeededFuture();
          });
      assertThat(client.gaps).as(since.toString()).containsExactly(new Missed(TOPIC, EPOCH, 1, 5));
      assertThat(client.seen).containsExactly(6L);
    }
  }

  @Test
  void whoComeBackTogetherShareTheirReads() throws Exception {
    List<Client> clients = new ArrayList<>();
    onLoop(
        () -> {
          publish(7);
          List<Future<Void>> all = new ArrayList<>();
          for (int i = 0; i < 500; i++) {
            Client client = new Client();
            clients.add(client);
            all.add(client.begin(Since.behind(EPOCH, 0)));
          }
          return Future.all(all);
        });
    await(() -> clients.stream().allMatch(client -> client.seen.size() == 7));
    assertThat(store.reads).isLessThan(5);
  }

  @Test
  void aKeyHasAPartOfTheReadsThatMayWait() throws Exception {
    LiveSettings few =
        LiveSettings.read(ConfigSource.of(new JsonObject().put("CARILLON_LIVE_READS_PER_KEY", 10)));
    TopicReads scarce = new TopicReads(bus, Clocks.system(), few);
    List<Future<TopicPage>> all = new ArrayList<>();
    onLoop(
        () -> {
          for (int i = 0; i < 11; i++) {
            all.add(scarce.after(TOPIC, i, "jo"));
          }
          all.add(scarce.after(TOPIC, 3, "jo")); // shares one that is under way
          all.add(scarce.after(TOPIC, 99, "al"));
          return Future.join(all).transform(done -> Future.succeededFuture());
        });
    assertThat(all.indexOf(all.stream().filter(Future::failed).findFirst().orElseThrow()))
        .isEqualTo(10);
    assertThat(all.stream().filter(Future::failed)).hasSize(1);
    onLoop(() -> scarce.after(TOPIC, 1, "jo"));
  }

  /** What waits for a slow client counts, or is let go and read again. */
  @Test
  void aPageInHandTakesOfTheClientsRoom() throws Exception {
    Client client = new Client();
    client.room.free = 5; // of seven bytes
    onLoop(
        () -> {
          publish(7);
          return client.begin(Since.OLDEST).onSuccess(begun -> client.slow = true);
        });
    await(() -> store.reads > 1);
    onLoop(
        () -> {
          client.room.free = 20;
          client.slow = false;
          return Future.succeededFuture();
        });
    await(() -> client.seen.size() == 7);
    assertThat(client.room.free).isEqualTo(20);
  }

  /** Whatever is lost, doubled, slow, trimmed or away: each message once, in order, or a gap. */
  @Test
  void aLedgerOfRandomFaultsBalances() throws Exception {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      Client client = new Client();
      onLoop(
          () -> {
            store.last = 0;
            store.oldest = 1;
            return client.begin(Since.OLDEST);
          });
      for (int step = 0; step < 60; step++) {
        onLoop(() -> fault(random, client));
      }
      onLoop(
          () -> {
            store.failing = 0;
            client.slow = false;
            return Future.succeededFuture();
          });
      await(
          () -> {
            client.resume.look(EPOCH, store.last);
            return client.resume.position().seq() == store.last;
          });
      assertThat(ledger(client))
          .as("seed " + seed)
          .isEqualTo(LongStream.rangeClosed(1, store.last).boxed().toList());
    }
  }

  private Future<?> fault(Random random, Client client) {
    LiveMessage one = store.publish();
    LiveMessage other = store.publish();
    switch (random.nextInt(8)) {
      case 0 -> {} // both lost
      case 1 -> client.live(one); // the second lost
      case 2 -> {
        client.live(one, other);
        client.live(one, other);
      }
      case 3 -> client.slow = !client.slow;
      case 4 -> store.failing = 1;
      case 5 -> store.oldest = Math.max(store.oldest, store.last - random.nextInt(6));
      case 6 -> client.live(other, one); // of two notifiers
      default -> client.live(one, other);
    }
    return Future.succeededFuture();
  }

  /** Messages and what gaps name, in one row; a double or a wrong order shows. */
  private static List<Long> ledger(Client client) {
    List<Long> all = new ArrayList<>(client.seen);
    assertThat(all).isSorted();
    client.gaps.forEach(gap -> LongStream.rangeClosed(gap.from(), gap.to()).forEach(all::add));
    return all.stream().sorted().toList();
  }

  private void publish(int messages) {
    for (int i = 0; i < messages; i++) {
      store.publish();
    }
  }

  private void onLoop(Supplier<Future<?>> work) throws Exception {
    Promise<Void> done = Promise.promise();
    loop.runOnContext(v -> work.get().<Void>mapEmpty().onComplete(done));
    done.future().await(30, TimeUnit.SECONDS);
  }

  private void await(Supplier<Boolean> condition) throws Exception {
    long end = Clocks.system().nanos() + Duration.ofSeconds(10).toNanos();
    boolean[] met = new boolean[1];
    while (!met[0]) {
      assertThat(Clocks.system().nanos()).as("in time").isLessThan(end);
      onLoop(
          () -> {
            met[0] = condition.get();
            return Future.succeededFuture();
          });
    }
  }
}
