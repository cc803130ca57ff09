package dev.carillon.e2e.recorded;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Plays a recording against a product and gives the same blocks with the answers of now. What a
 * block can say beside its request:
 *
 * <ul>
 *   <li>{@code let NAME /pointer}: binds a value of the answer's body
 *   <li>{@code find NAME REGEX}: binds what its first group finds there
 *   <li>{@code until TEXT}: asks again until the answer holds it
 *   <li>{@code only TEXT}: of {@code items} only those that hold it; what else the list held, and
 *       whether it was long enough to be compressed, is no part of the answer then
 *   <li>{@code sorted}: the names in its objects come in no certain order
 *   <li>{@code begin NAME}: the answer is read later, by a block with {@code end NAME}
 *   <li>{@code raw}: the lines are sent as they are, with nothing added
 *   <li>{@code burst N STATUS}: asks so often at once; the first answer of this status counts
 *   <li>{@code sql}, {@code await-sql}: a statement before the request; a query until it is true
 *   <li>{@code inbox NAME REGEX}: binds what a mail of the local inbox holds
 * </ul>
 */
final class Player implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long PERIOD_NANOS = 20_000_000;
  private static final int TOO_MANY = 429;
  private static final Executor THREADS = Thread::startVirtualThread;

  /** What says nothing about the answer. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "date",
          "connection",
          "content-length",
          "ratelimit",
          "ratelimit-policy",
          "referrer-policy",
          "content-security-policy");

  private final Product product;
  private final Wire wire;
  private final Names names;
  private final Map<String, CompletableFuture<Answer>> begun = new HashMap<>();
  private Connection database;

  Player(Product product, Names names) {
    this.product = product;
    this.wire = new Wire(product.port());
    this.names = names;
  }

  /** All blocks, one after the other. */
  List<Block> play(List<Block> blocks) {
    List<Block> played = new ArrayList<>();
    for (Block block : blocks) {
      try {
        played.add(play(block));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("While playing:\n" + block.text(), e);
      }
    }
    return played;
  }

  private Block play(Block block) {
    block.all("sql").forEach(this::change);
    block.all("await-sql").forEach(q -> await(() -> q, () -> isTrue(q)));
    block.all("inbox").forEach(what -> await(() -> what, () -> bindFound(what, inbox())));
    String ending = block.directive("end");
    String beginning = block.directive("begin");
    if (ending != null) {
      return told(block, begun.remove(ending).orTimeout(30, TimeUnit.SECONDS).join());
    }
    if (beginning != null) {
      ByteArrayOutputStream heard = new ByteArrayOutputStream();
      begun.put(beginning, CompletableFuture.supplyAsync(() -> ask(block, heard), THREADS));
      block
          .all("hears")
          .forEach(
              text ->
                  await(() -> text, () -> heard.toString(StandardCharsets.UTF_8).contains(text)));
      return block.answered(List.of());
    }
    return block.hasRequest() ? told(block, answer(block)) : block;
  }

  private Answer answer(Block block) {
    String until = block.directive("until");
    Answer[] last = new Answer[1];
    await(
        () -> "until " + until + " in " + last[0],
        () -> {
          last[0] = shaped(block, ask(block));
          boolean expected = until == null || names.recorded(last[0].body()).contains(until);
          return expected && (last[0].status() != TOO_MANY || block.directive("burst") != null);
        });
    return last[0];
  }

  private Answer ask(Block block) {
    return ask(block, new ByteArrayOutputStream());
  }

  /** Also tells what has been heard so far. */
  private Answer ask(Block block, ByteArrayOutputStream heard) {
    if (block.directive("raw") != null) {
      return wire.raw(
          names.resolved(String.join("\r\n", block.request()) + "\r\n\r\n" + block.body()));
    }
    Map<String, String> headers = headers(block);
    String burst = block.directive("burst");
    if (burst != null) {
      String[] numbers = burst.split(" ", -1);
      return wire.burst(
          Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), block.target(), headers);
    }
    return wire.send(
        block.method(),
        names.resolved(block.target()),
        headers,
        names.resolved(block.body()),
        heard);
  }

  /** Those of the block, and those that go without saying. An empty one is not sent. */
  private Map<String, String> headers(Block block) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("host", "127.0.0.1");
    headers.put("connection", "close");
    headers.put("authorization", "Bearer {admin}");
    if (!block.body().isEmpty()) {
      headers.put("content-type", "application/json");
    }
    headers.putAll(block.headers());
    headers.values().removeIf(String::isEmpty);
    headers.replaceAll((name, value) -> names.resolved(value));
    return headers;
  }

  private Block told(Block block, Answer answer) {
    block.all("let").forEach(let -> bind(let, answer.body()));
    block.all("find").forEach(find -> bindFound(find, answer.body()));
    String trace = answer.headers().getOrDefault("x-request-id", "no trace");
    List<String> lines = new ArrayList<>();
    lines.add("< " + answer.status());
    answer.headers().entrySet().stream()
        .filter(h -> !LEFT_OUT.contains(h.getKey()) || isTold(h.getKey(), answer))
        .map(h -> "< " + h.getKey() + ": " + h.getValue())
        .map(line -> names.recorded(line.replace(trace, "{trace}")))
        .forEach(lines::add);
    names
        .recorded(answer.body().replace(trace, "{trace}"))
        .lines()
        .map(line -> ("<< " + line).strip())
        .forEach(lines::add);
    return block.answered(lines);
  }

  private static boolean isTold(String header, Answer answer) {
    return (header.equals("ratelimit-policy") && answer.status() == TOO_MANY)
        || (header.equals("content-security-policy") && isPage(answer))
        || (header.equals("connection") && answer.status() == 101);
  }

  /** What allows nothing stands in every other answer. */
  private static boolean isPage(Answer answer) {
    return answer.headers().getOrDefault("content-type", "").startsWith("text/html");
  }

  private static Answer shaped(Block block, Answer whole) {
    String only = block.directive("only");
    Answer part = only == null ? whole : filtered(whole, only);
    return block.directive("sorted") == null ? part : sorted(part);
  }

  private static Answer filtered(Answer answer, String only) {
    JsonObject json = new JsonObject(answer.body());
    JsonArray kept = new JsonArray();
    json.getJsonArray("items").stream()
        .map(JsonObject.class::cast)
        .filter(item -> item.encode().contains(only))
        .forEach(kept::add);
    return answer.withoutCompression().withBody(json.put("items", kept).encode());
  }

  private static Answer sorted(Answer answer) {
    return answer.withBody(Json.encode(sorted(new JsonObject(answer.body()).getMap())));
  }

  private static Object sorted(Object value) {
    return switch (value) {
      case Map<?, ?> members -> {
        Map<String, Object> sorted = new TreeMap<>();
        members.forEach((name, member) -> sorted.put(name.toString(), sorted(member)));
        yield sorted;
      }
      case List<?> items -> items.stream().map(Player::sorted).toList();
      case null, default -> value;
    };
  }

  private void bind(String let, String body) {
    String[] parts = let.split(" ", -1);
    Object value = JsonPointer.from(parts[1]).queryJson(new JsonObject(body));
    if (value == null) {
      throw new AssertionError("Nothing at " + parts[1] + " of " + body);
    }
    names.bind(parts[0], value.toString());
  }

  private boolean bindFound(String what, String text) {
    String[] parts = what.split(" ", 2);
    Matcher found = Pattern.compile(parts[1]).matcher(text);
    boolean isThere = found.find();
    if (isThere) {
      names.bind(parts[0], found.group(1));
    }
    return isThere;
  }

  private String inbox() {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(product.data().resolve("inbox"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".eml")).sorted().toList()) {
        all.append(Files.readString(file));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return all.toString();
  }

  private void change(String sql) {
    try (Statement statement = database().createStatement()) {
      statement.execute(names.resolved(sql));
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private boolean isTrue(String query) {
    try (Statement statement = database().createStatement();
        ResultSet rows = statement.executeQuery(names.resolved(query))) {
      return rows.next() && rows.getBoolean(1);
    } catch (SQLException e) {
      throw new AssertionError(query, e);
    }
  }

  private Connection database() throws SQLException {
    if (database == null) {
      database = DriverManager.getConnection(product.database());
    }
    return database;
  }

  private static void await(Supplier<String> what, Callable<Boolean> condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    try {
      while (!condition.call()) {
        if (System.nanoTime() > end) {
          throw new AssertionError("Not in time: " + what.get());
        }
        LockSupport.parkNanos(PERIOD_NANOS);
      }
    } catch (Exception e) {
      throw new AssertionError("While waiting for " + what.get(), e);
    }
  }

  @Override
  public void close() {
    try {
      if (database != null) {
        database.close();
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
