package dev.carillon.gateway.bridge;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.Done;
import dev.carillon.contract.keys.KeyListVersion;
import dev.carillon.contract.keys.Keys;
import dev.carillon.contract.keys.VerifiedKeys;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserChange;
import dev.carillon.contract.users.Users;
import dev.carillon.embedded.FreePorts;
import dev.carillon.gateway.GatewayVerticle;
import dev.carillon.gateway.security.HashedKey;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The gateway as it runs with both bridges; the services behind its bus are this test's. */
final class BridgeServer implements AutoCloseable {
  static final String ADMIN = "sk_admin";
  static final String READER = "sk_reader";
  static final UUID ID = UUID.fromString("018f0000-0000-7000-8000-000000000001");

  /** Whom a request for this one waits for without an end. */
  static final UUID SILENT = UUID.fromString("018f0000-0000-7000-8000-000000000002");

  private static final User USER =
      new User(
          ID, "jo@example.com", "J\u00f6", true, null, null, null, 1, Instant.EPOCH, Instant.EPOCH);

  private final Vertx vertx;
  private final Bus bus;
  private final Map<String, VerifiedKeys.Good> table = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong(1);
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger inside = new AtomicInteger();
  private final List<Promise<User>> silent = new CopyOnWriteArrayList<>();
  private final Path keys;
  private final int httpPort = FreePorts.next();
  private final int tcpPort = FreePorts.next();

  private BridgeServer(Vertx vertx, Map<String, Object> settings) throws Exception {
    this.vertx = vertx;
    this.bus = new Bus(vertx, Clocks.system());
    keys = Files.createTempFile("carillon", ".keys");
    Files.writeString(
        keys,
        "admin admin %s%nreader users:read,live:subscribe:* %s%n"
            .formatted(HashedKey.of(ADMIN).hex(), HashedKey.of(READER).hex()));
    serve();
    JsonObject config =
        new JsonObject()
            .put("CARILLON_API_KEYS_FILE", keys.toString())
            .put("CARILLON_HTTP_PORT", httpPort)
            .put("CARILLON_BRIDGE_PORT", tcpPort)
            .put("CARILLON_MANAGEMENT_PORT", 0)
            .put("CARILLON_INSTANCES", 1)
            .put("CARILLON_OPEN_RATE_LIMIT", 0)
            .put("CARILLON_ACCESS_LOG", "off")
            .put("CARILLON_ORIGINS", "https://app.example")
            .mergeIn(new JsonObject(settings));
    vertx
        .deployVerticle(new GatewayVerticle(), new DeploymentOptions().setConfig(config))
        .await(20, TimeUnit.SECONDS);
  }

  static BridgeServer start(Map<String, Object> settings) {
    return start(Vertx.vertx(), settings);
  }

  /** Closes the instance with itself. */
  static BridgeServer start(Vertx vertx, Map<String, Object> settings) {
    try {
      return new BridgeServer(vertx, settings);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void serve() {
    List<dev.carillon.bus.Registration> served = new ArrayList<>();
    served.add(
        bus.serve(
            Keys.VERIFY,
            (call, q) ->
                Future.succeededFuture(
                    new VerifiedKeys(
                        version.get(),
                        q.sha256().stream().filter(table::containsKey).map(table::get).toList()))));
    served.add(
        bus.serve(
            Keys.VERSION, (call, q) -> Future.succeededFuture(new KeyListVersion(version.get()))));
    served.add(
        bus.serve(
            Users.GET,
            (call, id) -> {
              calls.add(call);
              return id.id().equals(SILENT) ? silence() : Future.succeededFuture(USER);
            }));
    served.add(
        bus.serve(
            Users.CREATE,
            (call, user) -> {
              calls.add(call);
              return Future.succeededFuture(new UserChange(USER, false));
            }));
    served.add(
        bus.serve(
            Users.PING,
            (call, ping) -> {
              if (!call.principal().equals("gateway")) {
                inside.incrementAndGet();
              }
              return Future.succeededFuture(new Done());
            }));
    served.forEach(registration -> registration.ready().await());
  }

  private Future<User> silence() {
    Promise<User> promise = Promise.promise();
    silent.add(promise);
    return promise.future();
  }

  /** Ends the waits. */
  void speak() {
    silent.forEach(promise -> promise.tryComplete(USER));
  }

  Bus bus() {
    return bus;
  }

  int httpPort() {
    return httpPort;
  }

  int tcpPort() {
    return tcpPort;
  }

  /** What came through to the services that are open. */
  List<Call> calls() {
    return calls;
  }

  /** How many requests came through to a contract that is not exposed. */
  int inside() {
    return inside.get();
  }

  /** A key of the table, with these scopes. */
  String add(String name, String... scopes) {
    String key = "sk_" + "k".repeat(43 - name.length()) + name;
    String hash = HashedKey.of(key).hex();
    table.put(hash, new VerifiedKeys.Good(hash, name, List.of(scopes), null));
    version.incrementAndGet();
    return key;
  }

  void remove(String key) {
    table.remove(HashedKey.of(key).hex());
    version.incrementAndGet();
  }

  @Override
  public void close() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
    Files.deleteIfExists(keys);
  }
}
