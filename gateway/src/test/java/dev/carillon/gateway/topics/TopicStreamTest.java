package dev.carillon.gateway.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Timers;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.live.ReadTopic;
import dev.carillon.contract.live.SlowPolicy;
import dev.carillon.contract.live.TopicMessage;
import dev.carillon.contract.live.TopicPage;
import dev.carillon.contract.live.TopicRule;
import dev.carillon.contract.live.TopicRuleSet;
import dev.carillon.contract.live.TopicRuleSpec;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.topics.resume.LoopTopics;
import dev.carillon.gateway.topics.resume.Since;
import dev.carillon.gateway.topics.rules.KnownTopicRules;
import dev.carillon.gateway.ws.fanout.Fanout;
import dev.carillon.gateway.ws.fanout.LoopFanout;
import dev.carillon.gateway.ws.fanout.Traits;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.LiveSettings;
import dev.carillon.gateway.ws.message.LiveMessage;
import dev.carillon.gateway.ws.message.SlowReader;
import dev.carillon.gateway.ws.stream.EventStream;
import dev.carillon.json.Doc;
import dev.carillon.request.Role;
import dev.carillon.testkit.TestBus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams of several topics, and from where a client goes on that comes back. */
class TopicStreamTest {
  private static final int KIB = 1 << 10;
  private static final int ENOUGH = 60;
  private static final Pattern ID = Pattern.compile("(?m)^id: (.*)$");
  private static final Pattern SEQ = Pattern.compile("\"seq\":(\\d+)");
  private static final Pattern GAP = Pattern.compile("\"from\":(\\d+),\"to\":(\\d+)");

  private final Vertx vertx = Vertx.vertx();
  private final TestBus bus = new TestBus(vertx);
  private final LiveLimits limits =
      new LiveLimits(
          LiveSettings.read(
              ConfigSource.of(new JsonObject().put("CARILLON_LIVE_SOCKET_BYTES", 256 * KIB))),
          new SimpleMeterRegistry());
  private final Fanout fanout =
      new Fanout(limits, topic -> new Traits(SlowReader.DROP_OLDEST, Duration.ZERO, false));
  private final Map<String, Long> stored = new ConcurrentHashMap<>(Map.of("a", 7L, "b", 7L));
  private final List<Client> clients = new ArrayList<>();
  private volatile TopicRuleSet rules = new TopicRuleSet(2, List.of());
  private Context loop;
  private LoopFanout local;
  private LoopTopics topics;
  private int port;

  @BeforeEach
  void serve() throws Exception {
    bus.fake(LiveTopics.RULES, asked -> Future.succeededFuture(rules));
    bus.fake(LiveTopics.READ_TOPIC, asked -> Future.succeededFuture(page(asked)));
    know(2, rule("a", true), rule("b", true), rule("tick", false));
    loop = vertx.getOrCreateContext();
    port =
        onLoop(
                () -> {
                  local =
                      fanout.on(
                          work -> loop.runOnContext(v -> work.run()),
                          work -> loop.runOnContext(v -> work.run()),
                          Timers.of(vertx));
                  topics = new LoopTopics(vertx, bus.bus(), bus.clock(), limits.settings());
                  return vertx
                      .createHttpServer(new HttpServerOptions().setSendBufferSize(32 * KIB))
                      .requestHandler(this::stream)
                      .listen(0, "127.0.0.1");
                })
            .actualPort();
  }

  @AfterEach
  void close() throws Exception {
    for (Client client : clients) {
      client.socket.close();
    }
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private void stream(HttpServerRequest request) {
    List<String> names = request.params().getAll("topic");
    EventStream out =
        new EventStream(
            request.response().setChunked(true),
            limits,
            limits.seat("ada"),
            () -> request.connection().close());
    TopicStream stream =
        new TopicStream(topics, out, new Caller("ada", Role.ADMIN.scopes()), false);
    request
        .connection()
        .closeHandler(
            v -> {
              stream.end();
              out.onClosed();
            });
    topics.onOtherRules(() -> stream.recheck(names, Duration.ofMillis(1_234)));
    stream.run(local, names, Since.parse(request.getParam("since")));
  }

  private static TopicRule rule(String pattern, boolean durable) {
    TopicRuleSpec spec =
        new TopicRuleSpec(
            durable, null, null, List.of("reader"), null, SlowPolicy.DROP_OLDEST, null, null, null);
    return TopicRule.of(pattern, spec, false, 1);
  }

  private void know(long version, TopicRule... all) {
    rules = new TopicRuleSet(version, List.of(all));
    KnownTopicRules.of(vertx).look(bus.bus(), bus.clock()).await();
  }

  /** What is kept of a topic, whose epoch is its name in capitals: its last message. */
  private TopicPage page(ReadTopic asked) {
    String topic = asked.topic();
    long last = stored.get(topic);
    List<TopicMessage> page =
        asked.since() < last
            ? List.of(new TopicMessage(last, Instant.EPOCH, null, Doc.of(last)))
            : List.of();
    return new TopicPage(topic.toUpperCase(Locale.ROOT), last, page);
  }

  private <T> T onLoop(Supplier<Future<T>> action) throws Exception {
    Promise<T> done = Promise.promise();
    loop.runOnContext(v -> action.get().onComplete(done));
    return done.future().await(30, TimeUnit.SECONDS);
  }

  /** A message that its notifier has numbered, as a turn of its own. */
  private void tell(String topic, long seq, int bytes) throws Exception {
    byte[] data = ("\"" + "x".repeat(bytes) + "\"").getBytes(StandardCharsets.US_ASCII);
    fanout.publish(LiveMessage.of(topic, topic.toUpperCase(Locale.ROOT), seq, data));
    onLoop(Future::succeededFuture);
  }

  private void tick() throws Exception {
    fanout.publish("tick", (epoch, seq) -> LiveMessage.of("tick", epoch, seq, new byte[] {'1'}));
    onLoop(Future::succeededFuture);
  }

  private Client client(String query) throws IOException {
    Client client = new Client(query);
    clients.add(client);
    return client;
  }

  /** A client that reads when it is told to. */
  private final class Client {
    private final Socket socket = new Socket();
    private final StringBuilder all = new StringBuilder();

    Client(String query) throws IOException {
      socket.setReceiveBufferSize(32 * KIB);
      socket.setSoTimeout(10_000);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket
          .getOutputStream()
          .write(
              ("GET /?" + query + " HTTP/1.1\r\nHost: x\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
    }

    /** All that has come once there is an event that is nothing but an id with these positions. */
    String untilAt(String... positions) throws IOException {
      return until(
          event ->
              !event.contains("data: ")
                  && Stream.of(positions).allMatch(at -> (event + ",").contains(at + ",")));
    }

    /** All that has come once there is such an event. */
    String until(Predicate<String> wanted) throws IOException {
      byte[] some = new byte[64 * KIB];
      int from = 0;
      while (!hasOne(from, wanted)) {
        from = Math.max(0, all.length() - 64 * KIB);
        int length = socket.getInputStream().read(some);
        assertThat(length).as(all.toString()).isPositive();
        all.append(new String(some, 0, length, StandardCharsets.US_ASCII));
      }
      return all.toString();
    }

    private boolean hasOne(int from, Predicate<String> wanted) {
      String[] events = all.substring(from).split("\n\n", -1);
      return Stream.of(events).limit(events.length - 1L).anyMatch(wanted);
    }

    /** With which id it comes back if the connection breaks now. */
    String lastId() {
      Matcher ids = ID.matcher(all);
      String last = "";
      while (ids.find()) {
        last = ids.group(1);
      }
      return last;
    }
  }

  @Test
  void noIdSaysThatASlowClientHasWhatStillWaitsForIt() throws Exception {
    Client slow = client("topic=a&topic=b&since=A:6,B:6");
    slow.untilAt("A:7", "B:7");
    for (int i = 8; i <= ENOUGH; i++) {
      tell("a", i, 16 * KIB);
    }
    assertThat(limits.waiting()).isPositive();
    String all = slow.untilAt("A:" + ENOUGH, "B:7");
    long has = 6;
    for (String event : all.split("\n\n", -1)) {
      Matcher gap = GAP.matcher(event);
      Matcher seq = SEQ.matcher(event);
      if (event.contains("\"epoch\":\"A\"") && (gap.find() || seq.find())) {
        has = Long.parseLong(gap.hasMatch() ? gap.group(2) : seq.group(1));
      }
      Matcher id = Pattern.compile("(?m)^id: .*A:(\\d+)").matcher(event);
      if (id.find()) {
        assertThat(Long.parseLong(id.group(1))).as(event).isLessThanOrEqualTo(has);
      }
    }
    assertThat(has).isEqualTo(ENOUGH);
    boolean both = true; // or who breaks off behind one that has waited loses the other topic
    for (Matcher id = ID.matcher(all); id.find(); ) {
      boolean known = id.group(1).contains("A:") && id.group(1).contains("B:");
      assertThat(known || both).as(id.group(1)).isTrue();
      both = known;
    }
  }

  /** Its notifier is away for a while, and messages of another topic come meanwhile. */
  @Test
  void aDurableTopicThatHasNotBegunIsNotForgotten() throws Exception {
    stored.remove("a");
    Client first = client("topic=a&topic=tick&since=A:6");
    first.until(event -> true); // it listens
    tick();
    first.untilAt("A:6", ":1");
  }

  @Test
  void aDurableTopicIsResumedAlsoBehindTheLastMessageOfOneThatIsNot() throws Exception {
    Client first = client("topic=a&topic=tick&since=A:6");
    first.untilAt("A:7", ":0");
    tick();
    first.untilAt("A:7", ":1");
    stored.put("a", 8L);
    Client again = client("topic=a&topic=tick&since=" + first.lastId());
    assertThat(again.untilAt("A:8", ":1")).contains("\"seq\":8,").doesNotContain("gap");
  }

  @Test
  void ofATopicWithoutMessagesNoneIsMissed() throws Exception {
    Client one = client("topic=tick&since=X:3");
    assertThat(one.until(event -> event.contains("event: gap"))).contains("\"from\":0,\"to\":0");
  }

  @Test
  void aTopicThatBecomesDurableOrIsSoNoMoreIsListenedToAnew() throws Exception {
    Client durable = client("topic=a&topic=b&since=A:6,B:6");
    Client other = client("topic=tick&since=X:3");
    durable.untilAt("A:7", "B:7");
    other.until(event -> event.contains("event: gap"));
    know(3, rule("a", true), rule("b", true), rule("tick", true));
    other.until(event -> event.contains("retry: 1234"));
    tell("a", 8, 1);
    durable.untilAt("A:8", "B:7");
    know(4, rule("a", true), rule("b", false), rule("tick", true));
    assertThat(durable.until(event -> event.contains("retry: 1234"))).endsWith("\r\n0\r\n\r\n");
  }
}
