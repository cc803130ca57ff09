package dev.carillon.bench;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Role;
import dev.carillon.contract.users.User;
import dev.carillon.failure.Failure;
import dev.carillon.gateway.http.Api;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.security.ApiKeys;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.launcher.node.Node;
import dev.carillon.launcher.node.NodeOptions;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * The baseline: the same router, key check, parsing, limits and JSON as the product, and the query
 * sent to PostgreSQL straight from the HTTP handler. No bus, no service, no port.
 */
final class DirectServer extends VerticleBase {
  private static final Param<UUID> ID = Param.pathUuid("id");
  private static final int CONNECTIONS_PER_LOOP = 2;
  private static final String GET =
      "select id, email, name, active, locale, zone, external_id, version, created_at, updated_at"
          + " from users where id = $1";

  private final int port;
  private final String pgUrl;
  private final ApiKeys keys;

  private DirectServer(int port, String pgUrl, ApiKeys keys) {
    this.port = port;
    this.pgUrl = pgUrl;
    this.keys = keys;
  }

  /** Port, PostgreSQL URL, key file. */
  public static void main(String[] arguments) {
    Vertx vertx = Node.start(NodeOptions.alone()).await();
    ApiKeys keys = ApiKeys.read(Path.of(arguments[2]));
    int port = Integer.parseInt(arguments[0]);
    vertx
        .deployVerticle(
            () -> (Deployable) new DirectServer(port, arguments[1], keys),
            new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
        .await();
    System.out.println("ready");
  }

  @Override
  public Future<?> start() {
    SqlClient client =
        PgBuilder.client()
            .with(new PoolOptions().setMaxSize(CONNECTIONS_PER_LOOP))
            .connectingTo(
                PgConnectOptions.fromUri(pgUrl)
                    .setCachePreparedStatements(true)
                    .addProperty("search_path", "users"))
            .using(vertx)
            .build();
    Route route =
        Route.get("/v1/users/:id", Role.READER, List.of(ID), request -> get(client, request));
    return vertx
        .createHttpServer(Api.serverOptions())
        .requestHandler(
            new Api(vertx, Clocks.system())
                .router(
                    new Authentication(keys),
                    RoutingContext::next,
                    rc -> rc.fail(404),
                    List.of(route)))
        .listen(port, "127.0.0.1");
  }

  private static Future<Reply> get(SqlClient client, ApiRequest request) {
    UUID id = request.path(ID);
    return client.preparedQuery(GET).execute(Tuple.of(id)).map(rows -> reply(rows, id));
  }

  private static Reply reply(RowSet<Row> rows, UUID id) {
    if (!rows.iterator().hasNext()) {
      throw Failure.notFound("user", id);
    }
    Row row = rows.iterator().next();
    User user =
        new User(
            row.getUUID(0),
            row.getString(1),
            row.getString(2),
            row.getBoolean(3),
            row.getString(4),
            row.getString(5),
            row.getString(6),
            row.getLong(7),
            row.getOffsetDateTime(8).toInstant(),
            row.getOffsetDateTime(9).toInstant());
    return Reply.ok(user).version(user.version());
  }
}
