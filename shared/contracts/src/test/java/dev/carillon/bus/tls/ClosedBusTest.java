package dev.carillon.bus.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.time.Clocks;
import dev.carillon.testkit.TestAuthority;
import dev.carillon.testkit.TestCluster;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members of one cluster whose event bus is closed, and who else comes to it. */
@Timeout(300)
class ClosedBusTest {
  private static final TestAuthority AUTHORITY = TestAuthority.create("ours");
  private static final TestAuthority OTHER = TestAuthority.create("ours");

  /** For what must not be answered: long enough to be noticed, and waited out by each test. */
  private static final DeliveryOptions BRIEF = new DeliveryOptions().setSendTimeout(500);

  /** For what must be answered, also where a first handshake meets a machine that is busy. */
  private static final DeliveryOptions PATIENT = new DeliveryOptions().setSendTimeout(20_000);

  @TempDir Path folder;

  private final TestCluster cluster = new TestCluster();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    cluster.close();
  }

  /** A member as the product makes it. */
  private Vertx member(TestAuthority authority, String name, List<MemberTls> made) {
    Path files = authority.issue(folder.resolve("m" + folder.toFile().list().length));
    MemberTls tls = MemberTls.read(MemberFilesTest.in(files, name), Clocks.system());
    Vertx vertx = cluster.join(tls::applyTo);
    tls.openTo(vertx).await();
    made.add(tls);
    return vertx;
  }

  private Vertx member(TestAuthority authority) {
    return member(authority, null, new ArrayList<>());
  }

  private void serve(Vertx vertx, String address, String answer) {
    vertx
        .eventBus()
        .<String>consumer(
            address,
            message -> {
              heard.add(answer + " " + message.body());
              message.reply(answer);
            })
        .completion()
        .await();
  }

  private static String ask(Vertx vertx, String address) {
    return vertx.eventBus().<String>request(address, "?", PATIENT).await().body();
  }

  private static void assertUnanswered(Vertx vertx, String address, String what) {
    assertThatThrownBy(() -> vertx.eventBus().request(address, "?", BRIEF).await())
        .as(what)
        .isNotNull();
  }

  private int port(Vertx vertx) {
    return cluster.port(((VertxInternal) vertx).clusterManager().getNodeId());
  }

  @Test
  void membersSpeakWithOneAnother() {
    Vertx one = member(AUTHORITY, "bus.example", new ArrayList<>());
    Vertx two = member(AUTHORITY, "bus.example", new ArrayList<>());
    serve(one, "one", "1");
    serve(two, "two", "2");
    assertThat(ask(one, "two")).isEqualTo("2");
    assertThat(ask(two, "one")).isEqualTo("1");
  }

  /** Each joins what the cluster manager keeps, as anybody can who reaches its port. */
  @Test
  void whoHasNoCertificateOfTheAuthorityNeitherSendsNorReceives() {
    Vertx inside = member(AUTHORITY, "bus.example", new ArrayList<>());
    serve(inside, "inside", "in");
    strange(inside, "plain", options -> {});
    strange(inside, "other", showing(OTHER.issue(folder.resolve("other"))));
    strange(inside, "expired", showing(AUTHORITY.issueExpired(folder.resolve("expired"))));
    strange(
        inside,
        "misnamed",
        showing(AUTHORITY.issue(folder.resolve("misnamed"), b -> b.addSanDnsName("web.example"))));
    assertThat(heard).isEmpty();
    Vertx known = cluster.join(showing(AUTHORITY.issue(folder.resolve("known"))));
    assertThat(ask(known, "inside")).as("the way in is there").isEqualTo("in");
  }

  /** A client that believes everybody, so that only the member's word counts. */
  private static Consumer<EventBusOptions> showing(Path files) {
    return options ->
        options
            .setSsl(true)
            .setTrustAll(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(files.resolve("member.pem").toString())
                    .setKeyPath(files.resolve("member.key").toString()));
  }

  private void strange(Vertx inside, String name, Consumer<EventBusOptions> bus) {
    Vertx outside = cluster.join(bus);
    serve(outside, name, name);
    assertUnanswered(outside, "inside", name + " sends");
    assertUnanswered(inside, name, name + " receives");
    inside.eventBus().publish(name, "to all");
    outside.close().await();
  }

  @Test
  void rawConnectionsGetNothing() throws Exception {
    Vertx inside = member(AUTHORITY);
    RawEnds raw = new RawEnds(port(inside));
    assertThat(raw.plain(new byte[] {0, 0, 0, 20, 1, 9, 0, 0})).as("a frame of the bus").isEmpty();
    assertThat(raw.plain("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8)))
        .doesNotContain("HTTP");
    assertThat(raw.endsInSilence()).as("silence").isTrue();
    assertThat(raw.tls(null, "TLSv1.3")).isEqualTo("refused");
    assertThat(raw.tls(null, "TLSv1.2")).isEqualTo("refused");
    assertThat(raw.tls(OTHER.issue(folder.resolve("o")), "TLSv1.3")).isEqualTo("refused");
    Path good = AUTHORITY.issue(folder.resolve("g"));
    assertThat(raw.tls(good, "TLSv1.3")).isEqualTo("open");
    assertThat(raw.tls(good, "TLSv1.2")).isEqualTo("open");
    assertThat(raw.tls(good, "TLSv1.1")).isEqualTo("refused");
  }

  /** They share what the cluster manager keeps, so that each knows the addresses of all. */
  @Test
  void clustersOfOneNameAndOtherAuthoritiesDoNotMix() {
    Vertx ours = member(AUTHORITY);
    Vertx ours2 = member(AUTHORITY);
    Vertx theirs = member(OTHER);
    Vertx theirs2 = member(OTHER);
    serve(ours2, "news", "ours");
    serve(theirs2, "news", "theirs");
    ours.eventBus().publish("news", "of ours");
    theirs.eventBus().publish("news", "of theirs");
    assertThat(settled(ours, "news")).isEqualTo("ours");
    assertThat(settled(theirs, "news")).isEqualTo("theirs");
    assertThat(heard).contains("ours of ours", "theirs of theirs");
    assertThat(heard).doesNotContain("ours of theirs", "theirs of ours");
  }

  /** By the plain address the cluster takes turns; every second one is a stranger. */
  private static String settled(Vertx vertx, String address) {
    for (int tries = 0; tries < 40; tries++) {
      try {
        return vertx.eventBus().<String>request(address, "?", BRIEF).await().body();
      } catch (ReplyException stranger) {
        // the next one in turn is asked
      }
    }
    throw new AssertionError("Nobody of the own cluster answers at " + address);
  }

  @Test
  void newFilesAreTakenWithoutALostRequestAndWhoIsNotAcceptedAnyMoreIsCut() throws Exception {
    List<MemberTls> tls = new ArrayList<>();
    Vertx one = member(AUTHORITY, null, tls);
    Vertx two = member(AUTHORITY, null, tls);
    serve(two, "two", "2");
    Path files = folder.resolve("m1");
    String before = new RawEnds(port(two)).serial(AUTHORITY.issue(folder.resolve("raw")));
    List<Future<?>> asked = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      asked.add(one.eventBus().request("two", "n" + i, PATIENT));
      if (i == 100) {
        AUTHORITY.issue(files);
        tls.get(1).readAgain(two).await();
      }
    }
    Future.all(asked).await();
    RawEnds raw = new RawEnds(port(two));
    assertThat(raw.serial(folder.resolve("raw"))).isNotEqualTo(before);

    Files.delete(files.resolve("member.key"));
    assertThatThrownBy(() -> tls.get(1).readAgain(two).await()).hasMessageContaining("member.key");
    assertThat(ask(one, "two")).as("goes on with what it had").isEqualTo("2");

    OTHER.issue(files);
    tls.get(1).readAgain(two).await();
    assertUnanswered(one, "two", "the old authority is gone");
    assertThat(raw.tls(OTHER.issue(folder.resolve("x")), "TLSv1.3")).isEqualTo("open");
  }

  /** If this fails, Vert.x keeps the sockets of its event bus elsewhere. */
  @Test
  void theSocketsOfTheBusAreFoundOrTheStartFails() {
    assertThat(BusSockets.of(cluster.join())).isNotNull();
    Vertx alone = Vertx.vertx();
    assertThatThrownBy(() -> BusSockets.of(alone))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("This version of Vert.x is not known");
    alone.close().await();
  }
}
