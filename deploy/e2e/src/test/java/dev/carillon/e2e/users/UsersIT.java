package dev.carillon.e2e.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the outside can do with users, on everything that {@code up} starts. */
class UsersIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static Up up;
  private static Client client;
  private static Database database;

  @BeforeAll
  static void start() {
    up = Up.start(folder.resolve("data"), Map.of("CARILLON_PROFILE_INDEXES", "age,address.city"));
    client = up.client();
    database = Database.onPort(up.postgresPort());
  }

  @AfterAll
  static void stop() {
    database.close();
    up.close();
  }

  @Test
  void aVersionIsAnETag() {
    JsonObject user = client.createUser("etag@example.org", "Etag");
    String path = path(user);
    assertThat(client.get(path).header("etag")).isEqualTo("\"v1\"");
    Client.Answer known = client.send("GET", path, null, "If-None-Match", "W/\"x\", \"v1\"");
    assertThat(known.hasStatus(304).body()).isEmpty();
    client.send("GET", path, null, "If-None-Match", "\"v2\"").hasStatus(200);

    JsonObject patch = new JsonObject().put("name", "Tag").put("zone", "Europe/Bern");
    client.send("PATCH", path, patch).hasStatus(400); // there is no such zone
    patch.put("zone", "Europe/Zurich");
    assertThat(code(client.send("PATCH", path, patch).hasStatus(428)))
        .isEqualTo("precondition-required");
    assertThat(code(client.send("PATCH", path, patch, "If-Match", "\"v7\"").hasStatus(412)))
        .isEqualTo("precondition");
    client.send("PATCH", path, patch, "If-Match", "W/\"v1\"").hasStatus(412);
    client.send("PATCH", path, patch, "If-Match", "v1").hasStatus(400);
    Client.Answer changed = client.send("PATCH", path, patch, "If-Match", "\"v1\"").hasStatus(200);
    assertThat(changed.header("etag")).isEqualTo("\"v2\"");
    assertThat(changed.json().getString("name")).isEqualTo("Tag");
    Client.Answer same = client.send("PATCH", path, patch, "If-Match", "*").hasStatus(200);
    assertThat(same.header("etag")).as("nothing changed").isEqualTo("\"v2\"");
    JsonObject removal = new JsonObject().putNull("zone");
    assertThat(client.send("PATCH", path, removal, "If-Match", "*").json().getValue("zone"))
        .isNull();
    client.send("PATCH", path, new JsonObject().putNull("name"), "If-Match", "*").hasStatus(400);
    assertThat(actions(user)).containsExactly("created", "changed", "changed");
  }

  @Test
  void headIsGetWithoutItsBody() {
    String path = path(client.createUser("head@example.org", "Head"));
    for (String asked : List.of(path, "/v1/users", "/v1/users/export", "/v1/profiles")) {
      Client.Answer head =
          client.send(client.request(asked).method("HEAD", HttpRequest.BodyPublishers.noBody()));
      assertThat(head.hasStatus(200).body()).isEmpty();
    }
    assertThat(client.send("DELETE", "/v1/users/export", null).hasStatus(405).header("allow"))
        .isEqualTo("GET, HEAD");
    client.send("GET", "/v1/users/batch", null).hasStatus(405);
    client
        .send(
            client
                .request("/v1/users")
                .header("Content-Type", "application/json; charset=latin1")
                .POST(HttpRequest.BodyPublishers.ofString("{}")))
        .hasStatus(415);
  }

  /** Written by hand, because no client library would send it. */
  @Test
  void aUrlWithBareUtf8IsRefusedAndNotMisread() throws IOException {
    try (Socket socket = asked(up, "/v1/users?q=Zo\u00eb", "connection: close\r\n")) {
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("400 Bad Request")
          .contains("percent-encoded");
    }
  }

  @Test
  void deactivatedAndReactivated() {
    JsonObject user = client.createUser("active@example.org", "Active");
    String path = path(user);
    client.send("POST", path + "/deactivate", null, "If-Match", "\"v2\"").hasStatus(412);
    assertThat(client.post(path + "/deactivate", null).json().getBoolean("active")).isFalse();
    assertThat(client.post(path + "/deactivate", null).json().getLong("version")).isEqualTo(2);
    assertThat(client.post(path + "/reactivate", null).json().getBoolean("active")).isTrue();
    assertThat(actions(user)).containsExactly("created", "deactivated", "reactivated");
  }

  @Test
  void aListIsSearchedSortedAndPaged() {
    List<String> names = List.of("Zoë Ærø", "anna Lind", "Ánna Berg", "Bo-Göran Ek", "Cecilia");
    for (int i = 0; i < names.size(); i++) {
      client
          .post(
              "/v1/users",
              new JsonObject()
                  .put("email", "list" + i + "@searched.example")
                  .put("name", names.get(i))
                  .put("externalId", "list-" + i))
          .hasStatus(201);
    }
    assertThat(names("q=anna%20searched")).containsExactly("anna Lind", "Ánna Berg");
    assertThat(names("q=GORAN")).containsExactly("Bo-Göran Ek");
    assertThat(names("q=list-3")).containsExactly("Bo-Göran Ek");
    assertThat(names("q=nna")).isEmpty();
    assertThat(names("q=searched&sort=name"))
        .containsExactly("Ánna Berg", "anna Lind", "Bo-Göran Ek", "Cecilia", "Zoë Ærø");
    assertThat(names("q=searched&sort=-email").get(0)).isEqualTo("Cecilia");
    assertThat(names("externalId=list-4")).containsExactly("Cecilia");
    assertThat(names("email=LIST0@searched.example")).containsExactly("Zoë Ærø");
    assertThat(names("createdFrom=2100-01-01T00:00:00Z")).isEmpty();
    assertThat(names("q=searched&createdTo=2100-01-01T00:00:00Z")).hasSize(5);
    for (String sort : List.of("createdAt", "-createdAt", "name", "-name", "email", "-email")) {
      List<String> all = names("q=searched&sort=" + sort);
      assertThat(pages("q=searched&limit=2&sort=" + sort)).as(sort).isEqualTo(all);
    }
    String cursor = client.get("/v1/users?limit=1&sort=name").json().getString("next");
    client.get("/v1/users?limit=1&sort=email&cursor=" + cursor).hasStatus(400);
    JsonObject counted = client.get("/v1/users?q=searched&count=exact&limit=1").json();
    assertThat(counted.getLong("count")).isEqualTo(5);
    assertThat(client.get("/v1/users?count=estimate").json().getLong("count")).isNotNegative();
    assertThat(client.get("/v1/users").json().containsKey("count")).isFalse();
  }

  @Test
  void aBatchHasAnOutcomeForEachItem() {
    JsonObject taken = client.createUser("taken@batch.example", "Taken");
    JsonObject changed = client.createUser("changed@batch.example", "Changed");
    JsonArray items =
        new JsonArray()
            .add(create("one@batch.example", "One"))
            .add(create("taken@batch.example", "Twice"))
            .add(create("not an address", "Bad"))
            .add(
                new JsonObject()
                    .put("op", "patch")
                    .put("id", changed.getString("id"))
                    .put("ifMatch", 1)
                    .put("patch", new JsonObject().put("name", "Other")))
            .add(
                new JsonObject()
                    .put("op", "patch")
                    .put("id", taken.getString("id"))
                    .put("ifMatch", 9)
                    .put("patch", new JsonObject().put("name", "Other")))
            .add(new JsonObject().put("op", "deactivate").put("id", taken.getString("id")))
            .add(new JsonObject().put("op", "reactivate").put("id", changed.getString("id")))
            .add(new JsonObject().put("op", "deactivate").put("id", UUID.randomUUID().toString()))
            .add(new JsonObject().put("op", "sing"))
            .add("text");
    JsonObject answer =
        client.post("/v1/users/batch", new JsonObject().put("items", items)).hasStatus(200).json();
    assertThat(answer.getInteger("done")).isEqualTo(4);
    assertThat(answer.getInteger("failed")).isEqualTo(6);
    List<JsonObject> outcomes =
        answer.getJsonArray("items").stream().map(JsonObject.class::cast).toList();
    assertThat(outcomes.stream().map(o -> o.getString("result")))
        .containsExactly(
            "done",
            "failed",
            "failed",
            "done",
            "failed",
            "done",
            "unchanged",
            "failed",
            "failed",
            "failed");
    assertThat(outcomes.stream().map(o -> o.getString("code")).filter(c -> c != null))
        .containsExactly("conflict", "invalid", "precondition", "not-found", "invalid", "invalid");
    assertThat(outcomes.get(2).getJsonArray("errors").getJsonObject(0).getString("pointer"))
        .isEqualTo("/user/email");
    assertThat(client.get(path(changed)).json().getString("name")).isEqualTo("Other");
    assertThat(client.get(path(taken)).json().getBoolean("active")).isFalse();
    client.get("/v1/users/" + outcomes.get(0).getString("id")).hasStatus(200);
  }

  @Test
  void anAtomicBatchIsAllOrNothing() {
    JsonArray items =
        new JsonArray()
            .add(create("first@atomic.example", "First"))
            .add(create("second@atomic.example", "Second"));
    JsonObject batch = new JsonObject().put("atomic", true).put("items", items);
    client.createUser("third@atomic.example", "Third");
    items.add(create("THIRD@atomic.example", "Again"));
    JsonObject problem = client.post("/v1/users/batch", batch).hasStatus(409).json();
    assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("pointer"))
        .isEqualTo("/items/2/user/email");
    assertThat(names("q=atomic")).containsExactly("Third");
    items.remove(2);
    items.add(create("bad", "Bad"));
    problem = client.post("/v1/users/batch", batch).hasStatus(400).json();
    assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("pointer"))
        .isEqualTo("/items/2/user/email");
    assertThat(names("q=atomic")).containsExactly("Third");
    items.remove(2);
    client.post("/v1/users/batch", batch).hasStatus(200);
    assertThat(names("q=atomic")).hasSize(3);
  }

  @Test
  void aThousandAtOnceWithoutWelcome() {
    JsonArray items = new JsonArray();
    for (int i = 0; i < 1_000; i++) {
      JsonObject item = create("many" + i + "@thousand.example", "Many " + i);
      item.getJsonObject("user").put("welcome", false);
      items.add(item);
    }
    JsonObject batch = new JsonObject().put("items", items);
    assertThat(client.post("/v1/users/batch", batch).hasStatus(200).json().getInteger("done"))
        .isEqualTo(1_000);
    items.add(create("more@thousand.example", "More"));
    client.post("/v1/users/batch", batch).hasStatus(400);
    List<String> lines =
        client
            .get("/v1/users/export?q=thousand&sort=-createdAt")
            .hasStatus(200)
            .body()
            .lines()
            .toList();
    Set<String> exported =
        lines.stream()
            .map(line -> new JsonObject(line).getString("email"))
            .collect(Collectors.toSet());
    assertThat(lines).hasSize(1_000);
    assertThat(exported).hasSize(1_000);
    assertThat(
            database.number(
                "select count(*) from notifier.mail where recipient like '%@thousand.example'"))
        .isZero();
    client.get("/v1/users/export?limit=3").hasStatus(400);
  }

  /** What is not read is not asked for: pages wait in the database, not in memory. */
  @Test
  void anExportGoesAtTheSpeedOfItsReader() throws IOException {
    insertForExport(database, 60_000);
    long before = pagesRead();
    try (Socket socket = asked(up, "/v1/users/export", "")) {
      assertThat(socket.getInputStream().readNBytes(1_000)).hasSize(1_000);
      List<Long> seen = new ArrayList<>();
      Await.until(
          LIMIT,
          () -> "the export to stand still, after " + seen,
          () -> {
            seen.add(pagesRead() - before);
            return seen.size() > 25
                && Set.copyOf(seen.subList(seen.size() - 25, seen.size())).size() == 1;
          });
      assertThat(seen.get(seen.size() - 1)).as("pages of 300").isPositive().isLessThan(250);
      assertThat(client.get("/v1/tasks").body()).contains("export of users");
    }
    Await.until(
        LIMIT,
        () -> "the export to end with its reader",
        () ->
            client.get("/v1/tasks").items().stream()
                .map(JsonObject.class::cast)
                .noneMatch(
                    t ->
                        t.getString("name").equals("export of users")
                            && t.getString("state").equals("running")));
    database.change("delete from users.users where email like 'slow%@export.example'");
  }

  private static void insertForExport(Database database, int users) {
    database.change(
        "insert into users.users (id, email, name, search_name, created_at, updated_at)"
            + " select gen_random_uuid(), 'slow' || n || '@export.example', repeat('x', 200), 'x',"
            + " t + n * interval '1 us', t from generate_series(1, "
            + users
            + ") n, users.clock_now() t");
  }

  /** A GET written by hand, whose answer nobody has begun to read. */
  private static Socket asked(Up up, String path, String headers) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), up.port());
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nhost: x\r\n"
            + headers
            + "authorization: Bearer "
            + up.key()
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  private static long pagesRead() {
    return up.management()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("carillon_pool_wait_seconds_count{pool=\"users queries\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Who reads for longer than a connection may be idle is not idle. */
  @Test
  void aSlowReaderGetsTheWholeExport() throws IOException {
    try (Up quick = Up.start(folder.resolve("slow"), Map.of("CARILLON_HTTP_IDLE", "3s"));
        Database users = Database.onPort(quick.postgresPort())) {
      insertForExport(users, 40_000);
      try (Socket socket = asked(quick, "/v1/users/export", "")) {
        readSlowly(socket.getInputStream(), 40_000);
      }
    }
  }

  private static void readSlowly(InputStream input, long expected) throws IOException {
    StringBuilder end = new StringBuilder();
    long lines = 0;
    while (end.indexOf("\r\n0\r\n\r\n") < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      byte[] part = input.readNBytes(Math.max(1, Math.min(input.available(), 50_000)));
      assertThat(part).as("the connection, after " + lines + " lines").isNotEmpty();
      String text = new String(part, StandardCharsets.UTF_8);
      lines += text.chars().filter(c -> c == '{').count();
      end.append(text).delete(0, Math.max(0, end.length() - 20));
    }
    assertThat(lines).isEqualTo(expected);
  }

  @Test
  void aKeyMakesAWriteRepeatable() {
    JsonObject body = new JsonObject().put("email", "once@key.example").put("name", "Once");
    Client.Answer first = keyed("POST", "/v1/users", body, "\"k-1\"").hasStatus(201);
    Client.Answer again = keyed("POST", "/v1/users", body, "k-1").hasStatus(201);
    assertThat(first.header("idempotent-replayed")).isNull();
    assertThat(again.header("idempotent-replayed")).isEqualTo("true");
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.header("location")).isEqualTo(first.header("location"));
    body.put("name", "Other");
    assertThat(code(keyed("POST", "/v1/users", body, "k-1").hasStatus(422)))
        .isEqualTo("idempotency-mismatch");
    assertThat(code(keyed("POST", "/v1/users", body, "k-2").hasStatus(409))).isEqualTo("conflict");
    String path = path(first.json());
    client
        .send("PATCH", path, new JsonObject().put("email", "free@key.example"), "If-Match", "*")
        .hasStatus(200);
    Client.Answer refused = keyed("POST", "/v1/users", body, "k-2").hasStatus(409);
    assertThat(code(refused)).as("a refusal is kept").isEqualTo("conflict");
    assertThat(refused.header("idempotent-replayed")).isEqualTo("true");
    keyed("POST", "/v1/users", body, "k-3").hasStatus(201);
    client.send("POST", "/v1/users", body, "Idempotency-Key", "two words").hasStatus(400);

    JsonObject mail = Client.mail("keyed@key.example", "Keyed");
    Client.Answer accepted = keyed("POST", "/v1/emails", mail, "m-1").hasStatus(202);
    Client.Answer repeated = keyed("POST", "/v1/emails", mail, "m-1").hasStatus(202);
    assertThat(repeated.json()).isEqualTo(accepted.json());
    assertThat(repeated.header("idempotent-replayed")).isEqualTo("true");
    assertThat(
            database.number(
                "select count(*) from notifier.mail where recipient = 'keyed@key.example'"))
        .isEqualTo(1);

    String run = "/v1/broadcasts/periodic-update/run";
    Client.Answer fired = keyed("POST", run, null, "b-1").hasStatus(200);
    assertThat(keyed("POST", run, null, "b-1").json()).isEqualTo(fired.json());
    client.post("/v1/broadcasts/unknown/run", null).hasStatus(404);
    JsonObject batch =
        new JsonObject().put("items", new JsonArray().add(create("batch@key.example", "B")));
    Client.Answer done = keyed("POST", "/v1/users/batch", batch, "k-1").hasStatus(200);
    assertThat(keyed("POST", "/v1/users/batch", batch, "k-1").json()).isEqualTo(done.json());
  }

  @Test
  void theSameKeyAtTheSameTimeDoesItOnce() {
    for (int round = 0; round < 10; round++) {
      JsonObject body =
          new JsonObject().put("email", "race" + round + "@key.example").put("name", "Race");
      String key = "race-" + round;
      List<Client.Answer> answers =
          IntStream.range(0, 6)
              .parallel()
              .mapToObj(i -> keyed("POST", "/v1/users", body, key))
              .toList();
      Set<String> ids = new TreeSet<>();
      for (Client.Answer answer : answers) {
        if (answer.status() == 409) {
          assertThat(code(answer)).isEqualTo("in-progress");
          assertThat(answer.header("retry-after")).isNotNull();
        } else {
          ids.add(answer.hasStatus(201).json().getString("id"));
        }
      }
      assertThat(ids).hasSize(1);
    }
  }

  @Test
  void erasedForGood() {
    JsonObject user =
        keyed(
                "POST",
                "/v1/users",
                new JsonObject()
                    .put("email", "erase@gone.example")
                    .put("name", "Ephraim Gone")
                    .put("externalId", "gone-1"),
                "erase-1")
            .hasStatus(201)
            .json();
    String path = path(user);
    client.put(path + "/profile", new JsonObject().put("secret", "xyzzy")).hasStatus(200);
    client
        .send("PATCH", path, new JsonObject().put("email", "later@gone.example"), "If-Match", "*")
        .hasStatus(200);
    client.send("DELETE", path, null, "If-Match", "\"v1\"").hasStatus(412);
    client.send("DELETE", path, null).hasStatus(200);
    client.send("DELETE", path, null).hasStatus(200);
    client.send("DELETE", "/v1/users/" + UUID.randomUUID(), null).hasStatus(404);
    client.get(path).hasStatus(404);
    client.get(path + "/profile").hasStatus(404);
    client.put(path + "/profile", new JsonObject()).hasStatus(404);
    client.send("PATCH", path, new JsonObject().put("name", "N"), "If-Match", "*").hasStatus(404);
    assertThat(names("q=gone")).isEmpty();
    assertThat(actions(user)).containsExactly("created", "changed", "erased");
    assertThat(
            code(
                keyed(
                        "POST",
                        "/v1/users",
                        new JsonObject()
                            .put("email", "erase@gone.example")
                            .put("name", "Ephraim Gone")
                            .put("externalId", "gone-1"),
                        "erase-1")
                    .hasStatus(404)))
        .isEqualTo("not-found");
    Await.until(
        LIMIT,
        () -> "the erasure to reach everyone",
        () -> database.number("select count(*) from users.outbox") == 0);
    for (String table :
        List.of(
            "users.users",
            "users.audit_value",
            "users.audit_log",
            "users.idempotency",
            "users.outbox",
            "users.erased_user")) {
      assertThat(
              database.number(
                  "select count(*) from " + table + " t where t::text ~* 'gone.example|Ephraim'"))
          .as(table)
          .isZero();
    }
    client.createUser("erase@gone.example", "Somebody else");
  }

  @Test
  void anOverviewHasThreeParts() {
    JsonObject user = client.createUser("overview@example.org", "Over View");
    JsonObject overview = client.get(path(user) + "/overview").hasStatus(200).json();
    assertThat(overview.getJsonObject("user").getJsonObject("data")).isEqualTo(user);
    assertThat(overview.getJsonObject("profile").getBoolean("success")).isFalse();
    assertThat(overview.getJsonObject("profile").getJsonObject("error").getString("code"))
        .isEqualTo("not-found");
    client.put(path(user) + "/profile", new JsonObject().put("a", 1)).hasStatus(200);
    client
        .send("PUT", path(user) + "/profile", new JsonObject(), "If-None-Match", "*")
        .hasStatus(412);
    client
        .send("PUT", path(user) + "/profile", new JsonObject(), "If-None-Match", "\"v1\"")
        .hasStatus(400);
    client.send("POST", path(user) + "/reactivate", "{\"oops\":1}").hasStatus(400);
    Await.until(
        LIMIT,
        () -> "the welcome mail in the overview",
        () ->
            !client
                .get(path(user) + "/overview")
                .json()
                .getJsonObject("mail")
                .getJsonArray("data")
                .isEmpty());
    assertThat(
            client
                .get(path(user) + "/overview")
                .json()
                .getJsonObject("profile")
                .getJsonObject("data")
                .getJsonObject("profile"))
        .isEqualTo(new JsonObject().put("a", 1));
    client.get("/v1/users/" + UUID.randomUUID() + "/overview").hasStatus(404);
  }

  @Test
  void profilesAreFoundAndMeasured() {
    List<Integer> ages = List.of(20, 25, 30, 35, 40);
    for (int i = 0; i < ages.size(); i++) {
      JsonObject user = client.createUser("profile" + i + "@example.org", "Profile " + i);
      client
          .put(
              path(user) + "/profile",
              new JsonObject()
                  .put("team", "it")
                  .put("age", ages.get(i))
                  .put("address", new JsonObject().put("city", i % 2 == 0 ? "Bern" : "Basel")))
          .hasStatus(200);
    }
    String team = "/v1/profiles?filter=team:eq:it";
    assertThat(found(team + "&filter=age:gte:25&sort=age")).containsExactly(25, 30, 35, 40);
    assertThat(found(team + "&filter=address.city:eq:Bern&sort=-age")).containsExactly(40, 30, 20);
    assertThat(found(team + "&filter=address.city:prefix:B&filter=age:in:[20,40]&sort=age"))
        .containsExactly(20, 40);
    String next = client.get(team + "&sort=age&limit=2").json().getString("next");
    assertThat(found(team + "&sort=age&limit=2&cursor=" + next)).containsExactly(30, 35);
    JsonObject stats =
        client.get("/v1/profiles/stats?field=age&by=address.city&filter=team:eq:it").json();
    assertThat(stats.getLong("count")).isEqualTo(5);
    assertThat(stats.getDouble("avg")).isEqualTo(30);
    assertThat(stats.getJsonArray("groups").getJsonObject(0).getString("value")).isEqualTo("Bern");
    assertThat(stats.getJsonArray("groups").getJsonObject(0).getDouble("max")).isEqualTo(40);
  }

  private static List<Integer> found(String path) {
    return client.get(path.replace("[", "%5B").replace("]", "%5D")).hasStatus(200).items().stream()
        .map(item -> ((JsonObject) item).getJsonObject("profile").getInteger("age"))
        .toList();
  }

  private static Client.Answer keyed(String method, String path, Object body, String key) {
    return client.send(method, path, body, "Idempotency-Key", key);
  }

  private static JsonObject create(String email, String name) {
    return new JsonObject()
        .put("op", "create")
        .put("user", new JsonObject().put("email", email).put("name", name));
  }

  private static List<String> names(String query) {
    return client.get("/v1/users?limit=200&" + query).hasStatus(200).items().stream()
        .map(item -> ((JsonObject) item).getString("name"))
        .toList();
  }

  private static List<String> pages(String query) {
    List<String> names = new ArrayList<>();
    String cursor = null;
    do {
      JsonObject page =
          client
              .get("/v1/users?" + query + (cursor == null ? "" : "&cursor=" + cursor))
              .hasStatus(200)
              .json();
      page.getJsonArray("items").forEach(item -> names.add(((JsonObject) item).getString("name")));
      cursor = page.getString("next");
    } while (cursor != null);
    return names;
  }

  private static List<String> actions(JsonObject user) {
    return client.get(path(user) + "/audit").hasStatus(200).items().stream()
        .map(item -> ((JsonObject) item).getString("action"))
        .toList();
  }

  private static String path(JsonObject user) {
    return "/v1/users/" + user.getString("id");
  }

  private static String code(Client.Answer answer) {
    return answer.json().getString("code");
  }
}
