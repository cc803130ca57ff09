package dev.carillon.bench.users.server;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.async.time.Uuid7;
import dev.carillon.contract.Cursor;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.User;
import dev.carillon.gateway.accesslog.AccessLog;
import dev.carillon.gateway.accesslog.Logged;
import dev.carillon.gateway.connection.ConnectionTimes;
import dev.carillon.gateway.connection.Connections;
import dev.carillon.gateway.door.Door;
import dev.carillon.gateway.door.Hosts;
import dev.carillon.gateway.http.Api;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.keys.KeyBounds;
import dev.carillon.gateway.keys.KeyRing;
import dev.carillon.gateway.limits.Bounds;
import dev.carillon.gateway.limits.Limits;
import dev.carillon.gateway.peer.Proxies;
import dev.carillon.gateway.security.ApiKeys;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.security.Cors;
import dev.carillon.gateway.security.Origins;
import dev.carillon.gateway.tokens.TokenRing;
import dev.carillon.launcher.node.Node;
import dev.carillon.launcher.node.NodeOptions;
import dev.carillon.request.Scope;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The baseline: the same router, key check, parsing, limits and JSON as the product, and each
 * statement sent to PostgreSQL straight from its HTTP handler, user and audit in one. No bus, no
 * service, no port; pipelined connections for reads, a pool for changes.
 */
public final class DirectServer extends VerticleBase {
  private static final Param<UUID> ID = Param.pathUuid("id");
  private static final int CONNECTIONS_PER_LOOP = 2;
  private static final int POOL = 20;

  private static final Bounds NO_BOUNDS =
      new Bounds(1_000_000, 1_000_000, 1_000_000, 1_000_000, 0, 0);

  private final int port;
  private final PgConnectOptions postgres;
  private final ApiKeys keys;
  private final AccessLog log;
  private final Uuid7 ids = new Uuid7(Clocks.system());

  private DirectServer(int port, String pgUrl, ApiKeys keys, AccessLog log) {
    this.log = log;
    this.port = port;
    this.postgres =
        PgConnectOptions.fromUri(pgUrl)
            .setCachePreparedStatements(true)
            .addProperty("search_path", "users")
            .addProperty("synchronous_commit", "on");
    this.keys = keys;
  }

  /** Port, PostgreSQL URL, key file, and what the access log holds: off or all. */
  public static void main(String[] arguments) {
    Vertx vertx = Node.start(NodeOptions.alone()).await();
    ApiKeys keys = ApiKeys.read(Path.of(arguments[2]));
    int port = Integer.parseInt(arguments[0]);
    AccessLog log = arguments[3].equals("all") ? AccessLog.on(vertx, Logged.ALL) : AccessLog.off();
    vertx
        .deployVerticle(
            () -> (Deployable) new DirectServer(port, arguments[1], keys, log),
            new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
        .await();
    System.out.println("ready");
  }

  @Override
  public Future<?> start() {
    SqlClient reads =
        PgBuilder.client()
            .with(new PoolOptions().setMaxSize(CONNECTIONS_PER_LOOP))
            .connectingTo(postgres)
            .using(vertx)
            .build();
    SqlClient writes =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(POOL / Runtime.getRuntime().availableProcessors()))
            .connectingTo(postgres)
            .using(vertx)
            .build();
    List<Route> routes =
        List.of(
            Route.get(
                "/v1/empty",
                Scope.USERS_READ,
                List.of(),
                request -> Future.succeededFuture(Reply.empty())),
            Route.get(
                "/v1/users",
                Scope.USERS_READ,
                List.of(ApiRequest.LIMIT, ApiRequest.CURSOR),
                request -> list(reads, request)),
            Route.post(
                "/v1/users",
                Scope.USERS_WRITE,
                List.of(),
                CreateUser.class,
                request -> create(writes, request)),
            Route.get(
                "/v1/users/:id", Scope.USERS_READ, List.of(ID), request -> get(reads, request)),
            Route.postWithoutBody(
                "/v1/users/:id/deactivate",
                Scope.USERS_WRITE,
                List.of(ID),
                request -> deactivate(writes, request)));
    return server(routes).listen(port, "127.0.0.1");
  }

  /** Everything before the routes as the gateway has it. */
  private HttpServer server(List<Route> routes) {
    Clocks clocks = Clocks.system();
    Limits limits = new Limits(NO_BOUNDS, Proxies.none(), clocks);
    Connections connections =
        new Connections(
            Timers.of(vertx), clocks, ConnectionTimes.USUAL, Proxies.none(), limits.connections());
    Door door = new Door(connections, Proxies.none(), Hosts.any(), log, clocks);
    return vertx
        .createHttpServer(Api.serverOptions())
        .connectionHandler(connections::open)
        .requestHandler(
            door.before(
                new Api(vertx, clocks, limits, ConnectionTimes.USUAL.total(), new Cancellation())
                    .router(
                        door.then(new Cors(new Origins(Set.of()))),
                        new Authentication(
                            keys,
                            new TokenRing(
                                vertx,
                                new KeyRing(vertx, keys, KeyBounds.USUAL, clocks),
                                KeyBounds.USUAL,
                                null,
                                clocks),
                            r -> r.remoteAddress().hostAddress()),
                        Map.of(),
                        List.of(),
                        List.of(() -> routes))));
  }

  private static Future<Reply> get(SqlClient client, ApiRequest request) {
    UUID id = request.path(ID);
    return client
        .preparedQuery(DirectSql.GET)
        .execute(Tuple.of(id))
        .map(rows -> DirectRows.one(rows, id));
  }

  private static Future<Reply> list(SqlClient client, ApiRequest request) {
    int limit = request.page().limit();
    @Nullable Cursor cursor = Cursor.parse(request.page().cursor(), "createdAt");
    Instant from =
        cursor == null ? Instant.EPOCH : Instant.parse(String.valueOf(cursor.value().value()));
    UUID after = cursor == null ? new UUID(0, 0) : UUID.fromString(cursor.id());
    return client
        .preparedQuery(DirectSql.LIST)
        .execute(Tuple.of(from.atOffset(ZoneOffset.UTC), after, limit + 1))
        .map(rows -> Reply.ok(DirectRows.page(rows, limit)));
  }

  private Future<Reply> create(SqlClient client, ApiRequest request) {
    CreateUser user = request.body(CreateUser.class);
    List<Object> values = new ArrayList<>();
    values.add(ids.next());
    values.add(user.email());
    values.add(user.name());
    values.add(user.locale());
    values.add(user.zone());
    values.add(user.externalId());
    values.add(user.name().toLowerCase(java.util.Locale.ROOT));
    values.addAll(List.of(ids.next(), request.call().principal(), request.call().requestId()));
    return client
        .preparedQuery(DirectSql.CREATE)
        .execute(Tuple.wrap(values))
        .map(
            rows -> {
              User made = DirectRows.user(rows.iterator().next());
              return Reply.created(made, "/v1/users/" + made.id()).version(made.version());
            });
  }

  private Future<Reply> deactivate(SqlClient client, ApiRequest request) {
    UUID id = request.path(ID);
    Tuple values = Tuple.of(id, ids.next(), request.call().principal(), request.call().requestId());
    return client
        .preparedQuery(DirectSql.DEACTIVATE)
        .execute(values)
        .compose(
            rows ->
                rows.size() > 0
                    ? Future.succeededFuture(DirectRows.one(rows, id))
                    : client
                        .preparedQuery(DirectSql.GET)
                        .execute(Tuple.of(id))
                        .map(same -> DirectRows.one(same, id)));
  }
}
