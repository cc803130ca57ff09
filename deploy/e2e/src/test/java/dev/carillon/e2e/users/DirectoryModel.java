package dev.carillon.e2e.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The directory as a few maps, and random requests whose every answer it foretells. Names are plain
 * ASCII here: what search makes of others has tests of its own.
 */
final class DirectoryModel {
  private static final String[] ZONES = {"Europe/Zurich", "UTC", "Asia/Tokyo"};

  private final Random random;
  private final Map<String, Entry> users = new LinkedHashMap<>();
  private final List<String> erased = new ArrayList<>();
  private final List<Keyed> keyed = new ArrayList<>();
  private Client client;
  private int number;

  private static final class Entry {
    private JsonObject user;
    private JsonObject profile;
    private long profileVersion;
    private final List<String> actions = new ArrayList<>(List.of("created"));

    String etag() {
      return "\"v" + user.getLong("version") + "\"";
    }
  }

  private record Keyed(String key, JsonObject body, int status, JsonObject answer) {}

  DirectoryModel(long seed) {
    this.random = new Random(seed);
  }

  /** Where requests go from now on: after a restart there is another client. */
  void use(Client client) {
    this.client = client;
  }

  /** One random request; its answer is compared. */
  void step() {
    int dice = random.nextInt(100);
    if (users.isEmpty() || dice < 25) {
      create();
    } else if (dice < 40) {
      patch(any());
    } else if (dice < 52) {
      setActive(any(), random.nextBoolean());
    } else if (dice < 58) {
      erase();
    } else if (dice < 75) {
      profile(any());
    } else if (dice < 82) {
      batch();
    } else if (dice < 88) {
      repeat();
    } else {
      list();
    }
  }

  /** Everything at once: users, audits, profiles, and that nobody else is there. */
  void compareAll() {
    List<JsonObject> exported =
        client.get("/v1/users/export").hasStatus(200).body().lines().map(JsonObject::new).toList();
    assertThat(exported.stream().map(this::comparable).toList())
        .isEqualTo(users.values().stream().map(e -> comparable(e.user)).toList());
    users.forEach(
        (id, entry) -> {
          assertThat(comparable(client.get("/v1/users/" + id).hasStatus(200).json()))
              .isEqualTo(comparable(entry.user));
          assertThat(actions(id)).isEqualTo(entry.actions);
          Client.Answer profile = client.get("/v1/users/" + id + "/profile");
          assertThat(profile.status()).isEqualTo(entry.profile == null ? 404 : 200);
          if (entry.profile != null) {
            assertThat(profile.json().getJsonObject("profile")).isEqualTo(entry.profile);
          }
        });
    for (String id : erased) {
      client.get("/v1/users/" + id).hasStatus(404);
      client.get("/v1/users/" + id + "/profile").hasStatus(404);
      assertThat(actions(id)).endsWith("erased");
    }
  }

  private void create() {
    JsonObject body = newUser();
    boolean withKey = random.nextInt(3) == 0;
    String key = "key-" + ++number;
    Client.Answer answer =
        withKey
            ? client.send("POST", "/v1/users", body, "Idempotency-Key", key)
            : client.post("/v1/users", body);
    if (isTaken(body, null)) {
      answer.hasStatus(409);
    } else {
      added(answer.hasStatus(201).json(), body);
    }
    if (withKey) {
      keyed.add(new Keyed(key, body, answer.status(), answer.json()));
    }
  }

  private void added(JsonObject user, JsonObject asked) {
    for (String field : List.of("email", "name", "zone", "externalId")) {
      assertThat(user.getString(field)).isEqualTo(asked.getString(field));
    }
    Entry entry = new Entry();
    entry.user = user;
    users.put(user.getString("id"), entry);
  }

  private void patch(Entry entry) {
    JsonObject patch = new JsonObject();
    if (random.nextBoolean()) {
      patch.put("name", "Name " + random.nextInt(30));
    }
    if (random.nextInt(3) == 0) {
      patch.put("email", "mail" + random.nextInt(60) + "@model.example");
    }
    if (random.nextInt(3) == 0) {
      patch.put("zone", random.nextBoolean() ? null : ZONES[random.nextInt(ZONES.length)]);
    }
    String ifMatch = random.nextInt(4) == 0 ? "\"v99999\"" : entry.etag();
    Client.Answer answer =
        client.send(
            "PATCH", path(entry), patch, "If-Match", random.nextInt(5) == 0 ? "*" : ifMatch);
    if (answer.status() == 412) {
      assertThat(ifMatch).isNotEqualTo(entry.etag());
    } else if (isTaken(patch, entry)) {
      answer.hasStatus(409);
    } else {
      changed(entry, answer.hasStatus(200), patch, "changed");
    }
  }

  private void setActive(Entry entry, boolean active) {
    Client.Answer answer =
        client.post(path(entry) + (active ? "/reactivate" : "/deactivate"), null).hasStatus(200);
    changed(
        entry,
        answer,
        new JsonObject().put("active", active),
        active ? "reactivated" : "deactivated");
  }

  private void changed(Entry entry, Client.Answer answer, JsonObject patch, String action) {
    JsonObject expected = entry.user.copy();
    patch.forEach(field -> expected.put(field.getKey(), field.getValue()));
    if (!comparable(expected).equals(comparable(entry.user))) {
      expected.put("version", expected.getLong("version") + 1);
      entry.actions.add(action);
    }
    assertThat(comparable(answer.json())).isEqualTo(comparable(expected));
    entry.user = answer.json();
  }

  private void erase() {
    Entry entry = any();
    client.send("DELETE", path(entry), null).hasStatus(200);
    users.remove(entry.user.getString("id"));
    erased.add(entry.user.getString("id"));
  }

  private void profile(Entry entry) {
    String path = path(entry) + "/profile";
    String etag = "\"v" + entry.profileVersion + "\"";
    JsonObject doc =
        new JsonObject().put("n", random.nextInt(10)).put("k" + random.nextInt(3), "x");
    switch (random.nextInt(4)) {
      case 0 -> profiled(entry, client.put(path, doc).hasStatus(200), doc);
      case 1 -> {
        Client.Answer answer = client.send("PATCH", path, doc, "If-Match", etag);
        if (entry.profile == null) {
          answer.hasStatus(404);
        } else {
          profiled(entry, answer.hasStatus(200), entry.profile.copy().mergeIn(doc));
        }
      }
      case 2 -> client.send("PUT", path, doc, "If-Match", "\"v99999\"").hasStatus(412);
      default -> {
        client.send("DELETE", path, null).hasStatus(204);
        entry.profile = null;
      }
    }
  }

  private static void profiled(Entry entry, Client.Answer answer, JsonObject expected) {
    assertThat(answer.json().getJsonObject("profile")).isEqualTo(expected);
    long version = answer.json().getLong("version");
    if (expected.equals(entry.profile)) {
      assertThat(version)
          .isGreaterThanOrEqualTo(entry.profileVersion); // a patch of nothing is none
    } else {
      assertThat(version).isGreaterThan(entry.profileVersion);
    }
    entry.profile = expected;
    entry.profileVersion = answer.json().getLong("version");
  }

  private void batch() {
    JsonObject user = newUser();
    Entry other = any();
    JsonArray items =
        new JsonArray()
            .add(new JsonObject().put("op", "create").put("user", user))
            .add(new JsonObject().put("op", "deactivate").put("id", other.user.getString("id")))
            .add(new JsonObject().put("op", "create").put("user", new JsonObject()));
    JsonArray outcomes =
        client.post("/v1/users/batch", new JsonObject().put("items", items)).hasStatus(200).items();
    boolean taken = isTaken(user, null);
    boolean wasActive = other.user.getBoolean("active");
    assertThat(outcomes.stream().map(o -> ((JsonObject) o).getString("result")))
        .containsExactly(taken ? "failed" : "done", wasActive ? "done" : "unchanged", "failed");
    changed(
        other,
        client.get(path(other)).hasStatus(200),
        new JsonObject().put("active", false),
        "deactivated");
    if (!taken) {
      String id = outcomes.getJsonObject(0).getString("id");
      added(client.get("/v1/users/" + id).hasStatus(200).json(), user);
    }
  }

  private void repeat() {
    if (keyed.isEmpty()) {
      return;
    }
    Keyed before = keyed.get(random.nextInt(keyed.size()));
    Client.Answer again =
        client.send("POST", "/v1/users", before.body(), "Idempotency-Key", before.key());
    if (erased.contains(before.answer().getString("id"))) {
      again.hasStatus(404);
    } else {
      again.hasStatus(before.status());
      assertThat(again.json().getString("id")).isEqualTo(before.answer().getString("id"));
    }
  }

  private void list() {
    boolean active = random.nextBoolean();
    boolean byName = random.nextBoolean();
    boolean descending = random.nextBoolean();
    int limit = 1 + random.nextInt(20);
    String query =
        "/v1/users?count=exact&active="
            + active
            + "&limit="
            + limit
            + "&sort="
            + (descending ? "-" : "")
            + (byName ? "name" : "email");
    JsonObject page = client.get(query).hasStatus(200).json();
    Function<JsonObject, String> key =
        user -> user.getString(byName ? "name" : "email").toLowerCase(java.util.Locale.ROOT);
    Comparator<JsonObject> order =
        Comparator.comparing(key).thenComparing(user -> user.getString("id"));
    List<String> expected =
        users.values().stream()
            .map(e -> e.user)
            .filter(user -> user.getBoolean("active") == active)
            .sorted(descending ? order.reversed() : order)
            .map(user -> user.getString("id"))
            .toList();
    assertThat(page.getLong("count")).isEqualTo(expected.size());
    assertThat(
            page.getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getString("id"))
                .collect(Collectors.toList()))
        .isEqualTo(expected.subList(0, Math.min(limit, expected.size())));
  }

  private JsonObject newUser() {
    JsonObject user =
        new JsonObject()
            .put("email", "mail" + random.nextInt(60) + "@model.example")
            .put("name", "Name " + random.nextInt(30));
    if (random.nextInt(3) == 0) {
      user.put("externalId", "ext-" + random.nextInt(20));
    }
    if (random.nextInt(3) == 0) {
      user.put("zone", ZONES[random.nextInt(ZONES.length)]);
    }
    return user;
  }

  private boolean isTaken(JsonObject asked, Entry own) {
    return users.values().stream()
        .filter(entry -> entry != own)
        .anyMatch(
            entry ->
                entry.user.getString("email").equals(asked.getString("email"))
                    || (asked.getString("externalId") != null
                        && Objects.equals(
                            asked.getString("externalId"), entry.user.getString("externalId"))));
  }

  private Entry any() {
    return List.copyOf(users.values()).get(random.nextInt(users.size()));
  }

  private JsonObject comparable(JsonObject user) {
    JsonObject copy = user.copy();
    copy.remove("updatedAt");
    return copy;
  }

  private List<String> actions(String id) {
    return client.get("/v1/users/" + id + "/audit?limit=200").hasStatus(200).items().stream()
        .map(item -> ((JsonObject) item).getString("action"))
        .toList();
  }

  private static String path(Entry entry) {
    return "/v1/users/" + entry.user.getString("id");
  }
}
