package dev.carillon.gateway.playground;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Shield;
import dev.carillon.async.task.Sleep;
import dev.carillon.async.task.Tasks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.contract.Id;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.Users;
import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Chunks;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.Streamed;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.gateway.upstream.Upstream;
import dev.carillon.json.Doc;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** The paths of the guide to asyncio, with its parameters and shapes. */
public final class PlaygroundRoutes implements Routes {
  private static final String TEXT = "text/plain";
  private static final int MAX_DELAY = 20;
  private static final int CHUNKS = 10;
  private static final int MAX_NAME = 100;
  private static final String NAME_PARAMETER = "name";
  private static final Duration BETWEEN_CHUNKS = Duration.ofMillis(500);
  private static final Duration SLOW_LIMIT = Duration.ofSeconds(25);

  private static final Param<Integer> SECONDS = Param.pathInteger("seconds", 0, MAX_DELAY);
  private static final Param<UUID> ID = Param.pathUuid("id");
  private static final Param<String> NAME =
      Param.text(
          NAME_PARAMETER, "must be 1 to 100 characters on one line", PlaygroundRoutes::isName);

  private final Bus bus;
  private final Tasks tasks;
  private final Timers timers;
  private final Fetching fetching;
  private final Notifications notifications;

  /** The answers {@code message}. */
  record Message(String message) {}

  /** The answers {@code status}. */
  record Status(String status) {}

  /** The answer of {@code /process}. */
  record Processed(Doc received, String status) {}

  /**
   * Asks the services through {@code bus} and other servers through {@code upstream}.
   *
   * @param demo {@code host:port} of the demo upstream
   */
  public PlaygroundRoutes(Bus bus, Vertx vertx, Upstream upstream, String demo) {
    this.bus = bus;
    this.tasks = Tasks.of(vertx);
    this.timers = Timers.of(vertx);
    this.fetching = new Fetching(upstream, tasks, demo);
    this.notifications = new Notifications(bus);
  }

  @Override
  public List<Route> table() {
    return Stream.of(greetings(), work()).flatMap(List::stream).toList();
  }

  private List<Route> greetings() {
    Told said = Told.ok("Says hello", Message.class);
    return List.of(
        get("/", List.of(), r -> ok(new Message("Hello World"))).telling(said),
        get("/hello", List.of(NAME), r -> ok(new Message("Hello, " + r.query(NAME, "World") + "!")))
            .telling(said),
        Route.post("/process", Scope.USERS_WRITE, List.of(), Doc.class, this::process)
            .telling(Told.ok("Says what it was sent", Processed.class))
            .withoutIdempotencyKey(),
        get("/users/:id", List.of(ID), this::user)
            .telling(
                Told.ok("Reads a user", User.class).versioned().refusing(FailureCode.NOT_FOUND)),
        get("/stream", List.of(), this::stream)
            .telling(Told.streams("Streams ten lines, one each half second"))
            .producing(TEXT)
            .within(SLOW_LIMIT),
        get("/delay/:seconds", List.of(SECONDS), this::delay)
            .telling(
                Told.ok("Answers after some seconds", Message.class).refusing(FailureCode.CONFLICT))
            .within(SLOW_LIMIT));
  }

  private List<Route> work() {
    List<Param<?>> notification = List.of(Notifications.EMAIL, Notifications.MESSAGE);
    Told queued = Told.accepted("Queues a notification by mail", Status.class);
    return List.of(
        get("/fetch", List.of(Fetching.URL), fetching::fetch)
            .telling(Told.ok("Fetches a URL", Object.class).refusing(FailureCode.CONFLICT)),
        get("/parallel", List.of(Fetching.URLS), fetching::parallel)
            .telling(
                Told.ok("Fetches several URLs at once", Fetching.Results.class)
                    .refusing(FailureCode.CONFLICT)),
        Route.postWithoutBody(
                "/send-notification",
                Scope.MAIL_SEND,
                notification,
                notifications::sendNotification)
            .telling(queued),
        Route.postWithoutBody(
                "/send-notification-manual",
                Scope.MAIL_SEND,
                notification,
                notifications::sendNotification)
            .telling(queued),
        Route.post(
                "/send-email",
                Scope.MAIL_SEND,
                List.of(),
                SendEmail.class,
                notifications::sendEmail)
            .telling(Told.accepted("Queues a mail", Status.class)));
  }

  private Future<Reply> process(ApiRequest request) {
    return ok(new Processed(request.body(Doc.class), "processed"));
  }

  private Future<Reply> delay(ApiRequest request) {
    int seconds = request.path(SECONDS);
    return request
        .task(
            tasks,
            "delay of " + seconds + " s",
            c ->
                seconds == 0
                    ? Future.succeededFuture()
                    : Sleep.of(Duration.ofSeconds(seconds), timers, c))
        .map(v -> Reply.ok(new Message("Waited " + seconds + " seconds")));
  }

  private Future<Reply> stream(ApiRequest request) {
    return ok(
        new Streamed(
            TEXT + "; charset=utf-8", out -> request.task(tasks, "stream", c -> chunk(out, 0, c))));
  }

  /** Each piece is on its way before the wait for the next one begins. */
  private Future<Void> chunk(Chunks out, int number, Cancellation cancellation) {
    return Shield.of(out.write("Chunk " + number + "\n"), cancellation)
        .compose(
            v ->
                number + 1 == CHUNKS
                    ? Future.succeededFuture()
                    : Sleep.of(BETWEEN_CHUNKS, timers, cancellation)
                        .compose(w -> chunk(out, number + 1, cancellation)));
  }

  private Future<Reply> user(ApiRequest request) {
    return bus.request(Users.GET, request.call(), new Id(request.path(ID)))
        .map(user -> Reply.ok(user).version(user.version()));
  }

  private static boolean isName(String text) {
    try {
      Checks.start().line(NAME_PARAMETER, text, 1, MAX_NAME).verify();
      return true;
    } catch (Failure refused) {
      return false;
    }
  }

  private static Route get(
      String path, List<Param<?>> params, Function<ApiRequest, Future<Reply>> action) {
    return Route.get(path, Scope.USERS_READ, params, action);
  }

  private static Future<Reply> ok(Object body) {
    return Future.succeededFuture(Reply.ok(body));
  }
}
