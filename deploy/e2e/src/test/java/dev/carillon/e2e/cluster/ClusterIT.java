package dev.carillon.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.process.PostgresControl;
import dev.carillon.e2e.harness.Alone;
import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.CollectorStub;
import dev.carillon.e2e.harness.MainJob;
import dev.carillon.e2e.harness.Running;
import dev.carillon.e2e.harness.SmtpSink;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Backends;
import dev.carillon.testkit.TestAuthority;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The main job with every service in a process of its own, and an SMTP sink in another. */
@ExtendWith(Alone.class)
class ClusterIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int OUTAGE_MILLIS = 10_000;
  private static final int CREATES = 100;
  private static final int BRIDGE = FreePorts.next();
  private static final CollectorStub COLLECTOR = new CollectorStub();
  private static final TestAuthority AUTHORITY = TestAuthority.create("cluster");
  @TempDir static Path folder;
  private static SmtpSink sink;
  private static Backends backends;
  private static Cluster cluster;
  private static MainJob job;

  @BeforeAll
  static void start() {
    sink = SmtpSink.start(folder);
    backends = Backends.start(folder.resolve("data"), sink.url());
    Map<String, String> settings = TraceSteps.told(COLLECTOR, backends.environment());
    cluster = Cluster.closed(folder, PresenceSteps.soon(settings), AUTHORITY);
    cluster.startAndAwait(
        "users",
        DoctorSteps.named("users1", "CARILLON_USERS_CONSUMERS", "mail,bus:billing"),
        "users");
    cluster.startAndAwait("notifier", DoctorSteps.named("notifier1"), "notifier");
    cluster.startAndAwait(
        "gateway",
        DoctorSteps.named("gateway1", "CARILLON_BRIDGE_PORT", Integer.toString(BRIDGE)),
        "gateway");
    cluster.awaitReady("gateway");
    job = new MainJob(cluster.client("gateway"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
    backends.close();
    sink.close();
    COLLECTOR.close();
  }

  @Test
  void aNewUserIsToldToSubscribersAndWelcomedByMail() {
    job.aNewUserIsToldToSubscribersAndWelcomedByMail(this::arrivals);
  }

  @Test
  void usersAreReadListedDeactivatedAndAudited() {
    job.usersAreReadListedDeactivatedAndAudited();
  }

  @Test
  void whatAClientDoesIsOneTreeThroughThreeProcesses() {
    new TraceSteps(cluster, COLLECTOR).whatAClientDoesIsOneTreeThroughThreeProcesses();
  }

  @Test
  void aProfileIsKept() {
    job.aProfileIsKept();
  }

  @Test
  void anAcceptedMailIsSentAndVisible() {
    job.anAcceptedMailIsSentAndVisible(this::arrivals);
  }

  @Test
  void plainClientsOfTwoGatewaysHearOneAnotherAndOneClock() {
    cluster.startAndAwait("gateway2", "gateway");
    cluster.awaitReady("gateway2");
    try {
      job.plainClientsHearOneAnotherAndTheClock(List.of(cluster.client("gateway2")));
      new DoctorSteps(cluster, folder).theOverviewSumsOverBothGateways();
      new TwoGateways(cluster).endWhatIsTakenBackAtBoth();
    } finally {
      assertThat(cluster.process("gateway2").stop()).isIn(0, 143);
    }
  }

  /** As a stranger has it: a project of its own, and a process of its own. */
  @Test
  void aJavaProgramCallsTheServicesAndMissesNoUserThatWasCreatedWhileItWasAway() {
    JavaExample example = new JavaExample(folder).build();
    cluster.client("gateway").createUser("before-billing@example.org", "Early");
    Running billing =
        example.run(cluster.membership(), "by-billing@example.org", "before-billing@example.org");
    assertThat(billing.awaitExit()).as(billing.output()).isZero();
    assertThat(billing.output())
        .contains("created by-billing@example.org, a repetition is one: true")
        .contains("account of by-billing@example.org since 2")
        .contains("account of before-billing@example.org since 2")
        .contains("refused NOT_FOUND")
        .contains("left");
    arrivals("by-billing@example.org");
    new ClosedSteps(cluster).whoHasNoCertificateIsNotHeard(example);
  }

  @Test
  void theCertificatesOfTheBusAreExchangedWithoutALostRequest() throws Exception {
    new ClosedSteps(cluster).certificatesAreExchangedWithoutALostRequest(AUTHORITY);
  }

  @Test
  void aPythonProgramCallsTheServicesOverTheTcpBridge() {
    assertThat(
            new ScriptExamples(folder)
                .python(Cluster.KEY, "127.0.0.1", BRIDGE, "python@example.org"))
        .isEqualTo(
            """
            created python@example.org replayed True
            read Jo Example
            heard created True
            refused FORBIDDEN
            """);
  }

  @Test
  void aNodeProgramWithTheStockClientCallsTheServicesOverTheSockJsBridge() {
    String url = "http://127.0.0.1:" + cluster.httpPort("gateway") + "/eventbus";
    assertThat(new ScriptExamples(folder).node(Cluster.KEY, url, "node@example.org"))
        .isEqualTo(
            """
            created node@example.org replayed true
            read Jo Example
            heard created true
            refused FORBIDDEN
            """);
  }

  @Test
  void tasksOfAllNodesAreListedAndCancelledFromAnyAndASilentNodeIsNamed() throws Exception {
    cluster.startAndAwait("gateway3", Map.of("CARILLON_PLAYGROUND", "on"), "gateway");
    Client client = cluster.client("gateway");
    client.get("/hello").hasStatus(404); // off unless switched on
    CompletableFuture<Client.Answer> delayed =
        CompletableFuture.supplyAsync(() -> cluster.client("gateway3").get("/delay/20"));
    JsonObject delay = cluster.awaitTask("delay of 20 s");
    String path = "/v1/tasks/" + delay.getString("id");
    assertThat(client.send("DELETE", path, "").hasStatus(200).json().getString("state"))
        .isEqualTo("cancelled");
    JsonObject claim = cluster.awaitTask("mail claim");
    JsonObject relay = cluster.awaitTask("outbox relay users");
    assertThat(Set.of(delay.getString("node"), claim.getString("node"), relay.getString("node")))
        .hasSize(3);
    assertThat(delayed.get(60, TimeUnit.SECONDS).hasStatus(409).json().getString("detail"))
        .contains("cancelled by test");
    assertThat(client.get(path).hasStatus(200).json().getString("state")).isEqualTo("cancelled");
    cluster.process("notifier").signal("STOP");
    try {
      JsonObject silent =
          new JsonObject().put("node", claim.getString("node")).put("reason", "timeout");
      Await.until(
          LIMIT,
          () -> "the silent node",
          () -> client.get("/v1/tasks").json().getJsonArray("unanswered").contains(silent));
      cluster.awaitTask("outbox relay users");
    } finally {
      cluster.process("notifier").signal("CONT");
    }
    cluster.awaitTask("mail claim");
    new PresenceSteps(cluster).ofOneThatIsKilled("gateway3");
  }

  /** Hints of the bus, a database, a service, a gateway: what is lost between is read again. */
  @Test
  void whoListensHasEveryMessageOnceAndInOrderWhateverIsLostBetween() throws Exception {
    PostgresControl postgres = PostgresControl.of(folder.resolve("data").resolve("postgres"));
    try (LossyGateway lossy = new LossyGateway(cluster.settings());
        LiveLedger ledger = new LiveLedger(cluster.client("gateway")).start()) {
      LiveLedger.Reader far = ledger.reader(lossy.port());
      ledger.reader(cluster.httpPort("gateway"));
      ledger.reader(lossy.port(), cluster.httpPort("gateway"));
      Await.until(LIMIT, () -> "the first messages", () -> far.count() > 20);
      ledger.awaitSilenceOf(far, lossy::lose);
      int before = far.count();
      ledger.awaitMore(100);
      assertThat(far.count()).as("it hears nothing").isLessThan(before + 50);
      lossy.find();
      Await.until(LIMIT, () -> "what was lost", () -> far.count() > before + 100);
      postgres.restart();
      ledger.awaitMore(50);
      cluster.process("notifier").kill();
      cluster.startAndAwait("notifier", DoctorSteps.named("notifier1"), "notifier");
      ledger.awaitMore(50);
      ledger.balances();
      new PresenceSteps(cluster).of(lossy);
    }
  }

  @Test
  void theDoctorNamesWhoStandsStillAndTheGatewayStaysReadyWhileAnotherAnswers() {
    new DoctorSteps(cluster, folder)
        .whoStandsStillIsNamedAndTheGatewayStaysReadyWhileAnotherAnswers();
  }

  @Test
  void theConsoleShowsEachProcess() {
    ConsoleSteps.everyProcessIsThere(
        cluster.httpPort("gateway"), Cluster.KEY, List.of("gateway1", "notifier1", "users1"));
  }

  @Test
  void twoNotifiersFireEachTickOnceAlsoWhenOneLeaves() {
    cluster.startAndAwait("notifier2", "notifier");
    try (Client.Socket socket = cluster.client("gateway").webSocket("carillon.v1.json")) {
      socket.send(new JsonObject().put("type", "hello"));
      socket.frame();
      socket.send(new JsonObject().put("type", "sub").put("topic", "broadcasts"));
      socket.frame();
      List<Instant> fired = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        String at = socket.frame().getJsonObject("data").getString("fireAt");
        fired.add(OffsetDateTime.parse(at).toInstant());
        if (i == 1) {
          cluster.process("notifier2").stop();
        }
      }
      for (int i = 1; i < fired.size(); i++) {
        assertThat(Duration.between(fired.get(i - 1), fired.get(i)))
            .as("neither missed nor doubled: " + fired)
            .isEqualTo(Duration.ofSeconds(5));
      }
    }
  }

  @Test
  void aNotifierThatIsAwayForAWhileOwesNobodyAWelcome() {
    cluster.process("notifier").kill();
    Client client = cluster.client("gateway");
    List<String> created = createPaced(client);
    assertThat(created).hasSize(CREATES);
    cluster.startAndAwait("notifier", DoctorSteps.named("notifier1"), "notifier");
    Await.until(
        LIMIT,
        () -> "a welcome for all of " + CREATES + ", not " + welcomed(created).size(),
        () -> new HashSet<>(welcomed(created)).size() == CREATES);
    Await.until(
        LIMIT,
        () -> "an empty queue: " + client.get("/v1/ledger").body(),
        () -> {
          JsonObject ledger = client.get("/v1/ledger").json();
          return ledger.getBoolean("balanced")
              && ledger.getJsonObject("states").fieldNames().equals(Set.of("sent"));
        });
    assertThat(welcomed(created)).hasSize(CREATES); // none twice
  }

  /** Creates users all through the time of the outage. */
  private static List<String> createPaced(Client client) {
    List<String> created = new ArrayList<>();
    AtomicInteger next = new AtomicInteger();
    try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      ScheduledFuture<?> creating =
          clock.scheduleAtFixedRate(
              () -> {
                String email = "outage" + next.incrementAndGet() + "@example.org";
                client.createUser(email, "Patient");
                synchronized (created) {
                  created.add(email);
                }
              },
              0,
              OUTAGE_MILLIS / CREATES,
              TimeUnit.MILLISECONDS);
      Await.until(
          LIMIT,
          () -> "the creates",
          () -> {
            synchronized (created) {
              return created.size() >= CREATES || creating.isDone();
            }
          });
      creating.cancel(false);
    }
    synchronized (created) {
      return List.copyOf(created.subList(0, Math.min(CREATES, created.size())));
    }
  }

  private static List<String> welcomed(List<String> among) {
    return sink.arrivals().stream()
        .map(SmtpSink.Arrival::recipient)
        .filter(among::contains)
        .toList();
  }

  private JsonArray arrivals(String address) {
    JsonArray found = new JsonArray();
    Await.until(
        LIMIT,
        () -> "a mail to " + address,
        () -> {
          sink.arrivals().stream()
              .filter(a -> a.recipient().equals(address))
              .forEach(a -> found.add(new JsonObject().put("messageId", a.messageId())));
          return !found.isEmpty();
        });
    return found;
  }
}
