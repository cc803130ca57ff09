package dev.carillon.e2e.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Client.Answer;
import dev.carillon.e2e.harness.CollectorStub;
import dev.carillon.e2e.harness.CollectorStub.Seen;
import dev.carillon.e2e.harness.Up;
import dev.carillon.embedded.testkit.Await;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a client does is one trace, from its request to the server that takes the mail and to live
 * clients, also behind a restart. The steps follow one another: two processes serve all of them.
 */
@TestMethodOrder(OrderAnnotation.class)
class TracesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String CALLER = "00f067aa0ba902b7";
  private static final String SECRET = "hush4711";

  private static CollectorStub collector;
  private static Up up;
  private static Path data;

  @BeforeAll
  static void start(@TempDir Path folder) {
    collector = new CollectorStub();
    data = folder.resolve("data");
    begin("first");
  }

  private static void begin(String node) {
    up =
        Up.start(
            data,
            Map.of(
                "CARILLON_OTLP_ENDPOINT", collector.url(),
                "CARILLON_NODE", node,
                "CARILLON_LOG_FORMAT", "json",
                "CARILLON_LOG_LEVELS", "dev.carillon.notifier=DEBUG,io.vertx=ERROR",
                "CARILLON_ACCESS_LOG", "all"));
  }

  @AfterAll
  static void stop() {
    up.close();
    collector.close();
  }

  private static String trace(int n) {
    return "4bf92f3577b34da6a3ce929d0e0e47%02x".formatted(n);
  }

  private static Answer post(String path, JsonObject body, String trace) {
    return send("POST", path, body, trace);
  }

  private static Answer send(String method, String path, JsonObject body, String trace) {
    return up.client()
        .send(method, path, body, "traceparent", "00-" + trace + "-" + CALLER + "-01");
  }

  private static List<Seen> tree(String trace, String... names) {
    return collector.tree(trace, CALLER, names);
  }

  private static Seen one(List<Seen> spans, Predicate<Seen> which) {
    List<Seen> found = spans.stream().filter(which).toList();
    assertThat(found).as("%s", spans).isNotEmpty();
    return found.get(0);
  }

  private static Seen named(List<Seen> spans, String name) {
    return one(spans, s -> s.name().equals(name));
  }

  private static Seen parent(List<Seen> spans, Seen of) {
    return one(spans, s -> s.id().equals(of.parent()));
  }

  @Test
  @Order(1)
  void aMailIsOneTreeFromTheRequestToTheServerThatTakesItAndToLiveClients() {
    String trace = trace(1);
    Answer accepted = post("/v1/emails", plain("tree.example"), trace).hasStatus(202);
    assertThat(accepted.header("x-request-id")).isEqualTo(trace);
    List<Seen> spans =
        tree(
            trace,
            "POST /v1/emails",
            "mail.commit",
            "INSERT mail",
            "mail.queue",
            "mail.attempt",
            "smtp mail",
            "smtp rcpt",
            "smtp data",
            "smtp replied",
            "mail.settle",
            "publish mail.changed.v1",
            "mail.changed.v1");

    Seen request = one(spans, s -> s.parent().equals(CALLER));
    assertThat(request.name()).isEqualTo("POST /v1/emails");
    assertThat(request.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
    assertThat(request.notes()).containsEntry("http.response.status_code", "202");
    Seen attempt = named(spans, "mail.attempt");
    assertThat(attempt.notes())
        .containsEntry("carillon.mail.outcome", "sent")
        .containsEntry("carillon.mail.id", accepted.json().getString("id"));
    assertThat(parent(spans, named(spans, "INSERT mail")).name()).isEqualTo("mail.commit");
    assertThat(parent(spans, named(spans, "smtp rcpt"))).isEqualTo(attempt);
    assertThat(parent(spans, named(spans, "mail.settle"))).isEqualTo(attempt);
    assertThat(parent(spans, attempt)).isEqualTo(parent(spans, named(spans, "mail.commit")));
    assertThat(spans).allMatch(s -> s.process().equals("carillon first"));
    String live = named(spans, "mail.changed.v1").parent();
    assertThat(one(spans, s -> s.id().equals(live)).name()).isEqualTo("publish mail.changed.v1");

    JsonObject timeline =
        up.client().get("/v1/emails/" + accepted.json().getString("id") + "/timeline").json();
    assertThat(timeline.getString("traceId")).isEqualTo(trace);
  }

  @Test
  @Order(2)
  void aUserIsOneTreeToTheMailThatWelcomesAndToLiveClients() {
    String trace = trace(2);
    String id = post("/v1/users", user(SECRET), trace).hasStatus(201).json().getString("id");
    send("PUT", "/v1/users/" + id + "/profile", new JsonObject().put("n", SECRET), trace(40));
    tree(trace(40), "PUT /v1/users/:id/profile", "findAndModify profiles");
    List<Seen> spans =
        tree(
            trace,
            "POST /v1/users",
            "users.commit",
            "INSERT users",
            "publish users.changed.v1",
            "users.changed.v1",
            "outbox.deliver",
            "INSERT inbox_event",
            "mail.attempt",
            "smtp replied",
            "mail.settle");
    Seen delivery = named(spans, "outbox.deliver");
    assertThat(delivery.parent()).isEqualTo(named(spans, "users.commit").parent());
    assertThat(spans).anyMatch(s -> s.parent().equals(delivery.id()));
    post("/v1/users", user(SECRET), trace).hasStatus(409); // whose answer quotes the address
  }

  /** Whether their events went alone or together. */
  @Test
  @Order(3)
  void usersThatComeAtOnceAreATreeEachToTheMailThatWelcomes() {
    int users = 20;
    try (ExecutorService callers = Executors.newFixedThreadPool(users)) {
      List<CompletableFuture<Answer>> created =
          IntStream.range(0, users)
              .mapToObj(
                  n ->
                      CompletableFuture.supplyAsync(
                          () -> post("/v1/users", user("u" + n), trace(60 + n)).hasStatus(201),
                          callers))
              .toList();
      created.forEach(CompletableFuture::join);
    }
    for (int n = 0; n < users; n++) {
      List<Seen> spans = tree(trace(60 + n), "outbox.deliver", "mail.attempt", "mail.settle");
      assertThat(spans)
          .filteredOn(s -> s.name().equals("mail.attempt"))
          .singleElement()
          .satisfies(s -> assertThat(below(spans, s, "outbox.deliver")).isTrue());
    }
    assertThat(collector.spans())
        .as("what went together")
        .filteredOn(s -> s.name().equals("outbox.deliver"))
        .anyMatch(s -> Integer.parseInt(s.notes().getOrDefault("carillon.together", "0")) > 1);
  }

  private static boolean below(List<Seen> spans, Seen span, String name) {
    return spans.stream()
        .filter(s -> s.id().equals(span.parent()))
        .anyMatch(s -> s.name().equals(name) || below(spans, s, name));
  }

  private static JsonObject user(String name) {
    return new JsonObject().put("email", name + "@users.example").put("name", SECRET);
  }

  @Test
  @Order(3)
  void aMessageOfADurableTopicIsOneTreeToItsRow() {
    up.client()
        .put("/v1/topic-rules/kept", "{\"durable\":true,\"publish\":[\"writer\"]}")
        .hasStatus(200);
    JsonObject message = new JsonObject().put("data", SECRET);
    Await.until(
        LIMIT,
        () -> "the rule",
        () -> post("/v1/topics/kept/messages", message, trace(90)).status() == 200);
    post("/v1/topics/kept/messages", message, trace(91)).hasStatus(200);
    List<Seen> spans =
        tree(
            trace(91),
            "POST /v1/topics/:topic/messages",
            "topic.commit",
            "INSERT topic",
            "topics.published.v1");
    assertThat(parent(spans, named(spans, "INSERT topic")).name()).isEqualTo("topic.commit");
  }

  @Test
  @Order(4)
  void aTraceIsNamedByItsCallerIfThatIsOneAndAProblemAndItsLogLineBearTheName() {
    String named = trace(3);
    String path = "/v1/emails/01a2053c-f08d-7000-9f43-db727cead178";
    Answer asked = up.client().send("GET", path, null, "x-request-id", named);
    assertThat(asked.hasStatus(404).json().getString("traceId")).isEqualTo(named);
    awaitRoot(named);

    Answer malformed = up.client().send("GET", path, null, "traceparent", "00-" + named + "-01");
    String own = malformed.hasStatus(404).json().getString("traceId");
    assertThat(own).isNotEqualTo(named).matches("[0-9a-f]{32}");
    awaitRoot(own);
    assertThat(collector.of(own)).filteredOn(s -> s.parent().isEmpty()).hasSize(1);

    Await.until(LIMIT, () -> "a line of the log", () -> logged(own));
  }

  private static void awaitRoot(String trace) {
    Await.until(
        LIMIT,
        () -> "a span of " + trace,
        () -> collector.of(trace).stream().anyMatch(s -> s.parent().isEmpty()));
  }

  /** Every line that our log writes is a record for itself. */
  private static boolean logged(String trace) {
    String output = up.process().output();
    List<JsonObject> lines =
        output
            .substring(0, output.lastIndexOf('\n') + 1) // the last line may be half written
            .lines()
            .filter(l -> l.startsWith("{"))
            .map(JsonObject::new)
            .toList();
    assertThat(lines)
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(line.fieldNames())
                    .contains("time", "level", "logger", "node", "message"));
    return lines.stream()
        .anyMatch(
            line ->
                trace.equals(line.getString("traceId"))
                    && line.getString("message").startsWith("GET /v1/emails/"));
  }

  @Test
  @Order(5)
  void mailsOfOneDigestLink() {
    JsonObject template = new JsonObject().put("subject", "{{count}}").put("text", "news");
    up.client().put("/v1/templates/traced", template).hasStatus(200);
    JsonObject digest =
        new JsonObject()
            .put("to", new JsonObject().put("email", SECRET + "@digest.example"))
            .put("template", "traced")
            .put("digestKey", "k")
            .put("digestMode", "fixed")
            .put("digestWindow", "PT10M");
    post("/v1/emails", digest, trace(4)).hasStatus(202);
    post("/v1/emails", digest, trace(5)).hasStatus(202);
    tree(trace(4), "POST /v1/emails");
    tree(trace(5), "POST /v1/emails");
    Await.until(LIMIT, () -> "a link", () -> links(trace(5), trace(4)));
  }

  private static boolean links(String trace, String to) {
    Set<String> ids = collector.of(to).stream().map(Seen::id).collect(Collectors.toSet());
    return collector.of(trace).stream().anyMatch(s -> s.links().stream().anyMatch(ids::contains));
  }

  @Test
  @Order(6)
  void aMailThatAnotherProcessSendsAfterARestartHangsInItsTrace() {
    String trace = trace(6);
    JsonObject later = plain("later.example").put("delay", "PT20S");
    post("/v1/emails", later, trace).hasStatus(202);
    up.close();
    assertThat(collector.of(trace)).as("what a stop sends").isNotEmpty();
    assertThat(collector.of(trace)).noneMatch(s -> s.name().equals("mail.attempt"));
    begin("second");
    List<Seen> spans = tree(trace, "mail.queue", "mail.attempt", "smtp replied", "mail.settle");
    assertThat(named(spans, "mail.attempt").process()).isEqualTo("carillon second");
    assertThat(named(spans, "POST /v1/emails").process()).isEqualTo("carillon first");
  }

  @Test
  @Order(7)
  void nothingBeginsATraceButARequestAndNothingThatASpanSaysIsASecret() {
    up.client().get("/v1/emails?to=" + SECRET + "%40tree.example").hasStatus(200);
    up.client(null).get("/unsubscribe/" + SECRET);
    up.client(SECRET).get("/v1/users").hasStatus(401);
    up.client()
        .send("GET", "/v1/users", null, "traceparent", "00-" + trace(7) + "-" + CALLER + "-01");
    tree(trace(7), "GET /v1/users");
    frames();
    noneIsAnOrphan();
    assertThat(collector.spans())
        .filteredOn(s -> s.parent().isEmpty())
        .isNotEmpty()
        .allMatch(
            s ->
                s.kind() == SpanKind.SPAN_KIND_SERVER
                    && s.notes().containsKey("http.request.method"));
    assertThat(collector.everything())
        .doesNotContain(SECRET, up.key(), "example", "unsubscribe/", "select ", "values (");
  }

  /** The opening of a WebSocket is a span, which ends with it; frames begin none. */
  private static void frames() {
    try (Client.Socket socket = up.client().webSocket("carillon.v1.json")) {
      socket.send(new JsonObject().put("type", "hello"));
      socket.next("{\"type\":\"welcome");
      for (int i = 0; i < 3; i++) {
        socket.send(
            new JsonObject()
                .put("type", "pub")
                .put("id", "p" + i)
                .put("topic", "traced.any")
                .put("data", new JsonObject().put("n", SECRET)));
        socket.frame();
      }
    }
  }

  private static void noneIsAnOrphan() {
    Predicate<Seen> opened = s -> "101".equals(s.notes().get("http.response.status_code"));
    Await.until(
        LIMIT,
        () -> "the parent of each span: " + orphans() + ", and a WebSocket",
        () -> orphans().isEmpty() && collector.spans().stream().anyMatch(opened));
    Seen socket = one(collector.spans(), opened);
    assertThat(collector.spans()).noneMatch(s -> s.parent().equals(socket.id()));
  }

  private static List<Seen> orphans() {
    List<Seen> spans = collector.spans();
    Set<String> known = spans.stream().map(Seen::id).collect(Collectors.toSet());
    return spans.stream()
        .filter(s -> !s.parent().isEmpty() && !s.parent().equals(CALLER))
        .filter(s -> !known.contains(s.parent()))
        .toList();
  }

  @Test
  @Order(8)
  void aCollectorThatHangsFailsAndSlowsNothing() {
    collector.hang(true);
    long began = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      post("/v1/emails", plain("hung.example"), trace(100 + i)).hasStatus(202);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(60));
    Await.until(LIMIT, () -> "a request that hangs", () -> collector.hanging() > 0);
    String id = post("/v1/emails", plain("hung.example"), trace(200)).json().getString("id");
    Await.until(
        LIMIT,
        () -> "a mail that is sent all the same",
        () -> "sent".equals(up.client().get("/v1/emails/" + id).json().getString("state")));
  }

  private static JsonObject plain(String domain) {
    return Client.mail(SECRET + "@" + domain, "Subject " + SECRET).put("text", "Body " + SECRET);
  }
}
