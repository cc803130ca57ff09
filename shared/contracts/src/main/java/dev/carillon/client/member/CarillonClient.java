package dev.carillon.client.member;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.bus.Call;
import dev.carillon.bus.Contract;
import dev.carillon.bus.Registration;
import dev.carillon.bus.Topic;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.events.UserEvents;
import dev.carillon.contract.mail.EventOutcome;
import dev.carillon.contract.mail.EventOutcomes;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.request.Role;
import dev.carillon.request.Scopes;
import dev.carillon.request.TraceId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A program that calls the services over the event bus:
 *
 * <pre>{@code
 * CarillonClient.join("billing", Membership.onThisMachine())
 *     .compose(client -> client.users().get(id).eventually(client::close))
 *     .onSuccess(user -> System.out.println(user.name()))
 *     .onFailure(e -> System.out.println(e)); // a dev.carillon.failure.Failure
 * }</pre>
 *
 * <p>Whoever is a member of the cluster is trusted: nobody checks the name and the scopes that it
 * claims, and with {@link Membership#tls} who has no certificate is no member of its bus. Each call
 * has a deadline; one that is not answered by then fails with TIMEOUT. What is derived from a
 * client ({@link #within}, {@link #acting}, {@link #withKey}) shares its membership and is closed
 * with it. Thread-safe.
 */
public final class CarillonClient {
  /** How long a call may take if nobody says so; a contract's own time-out may be shorter. */
  public static final Duration USUAL_LIMIT = Duration.ofSeconds(5);

  private final Member member;
  private final String principal;
  private final Scopes scopes;
  private final Duration limit;
  private final @Nullable String key;

  private CarillonClient(
      Member member, String principal, Scopes scopes, Duration limit, @Nullable String key) {
    this.member = member;
    this.principal = principal;
    this.scopes = scopes;
    this.limit = limit;
    this.key = key;
  }

  /**
   * Joins the cluster as a member without services, with a Vert.x instance of its own, which ends
   * with {@link #close}. A client that is first is a cluster of one, and the services find it.
   * Reads the files that the membership names, so that it blocks a moment, and fails with {@link
   * dev.carillon.bus.tls.UnusableFileException} if one of them will not do.
   *
   * @param principal who asks, for the audit and for idempotency keys: the program's name
   */
  public static Future<CarillonClient> join(String principal, Membership membership) {
    return membership
        .join(new VertxOptions(), UnaryOperator.identity(), Clocks.system())
        .map(joined -> of(new Member(joined, true, Clocks.system()), principal));
  }

  /** On a Vert.x instance that is a member already, or runs the services itself; it stays open. */
  public static CarillonClient on(Vertx vertx, String principal) {
    return of(new Member(new Joined(vertx, null), false, Clocks.system()), principal);
  }

  private static CarillonClient of(Member member, String principal) {
    return new CarillonClient(member, principal, Role.WRITER.scopes(), USUAL_LIMIT, null);
  }

  /** The same client with another limit for each call. */
  public CarillonClient within(Duration each) {
    return new CarillonClient(member, principal, scopes, each, key);
  }

  /**
   * The same client with other scopes than a writer's. They keep a program from doing by mistake
   * what it is not there for; they are no protection against it.
   */
  public CarillonClient acting(Scopes claimed) {
    return new CarillonClient(member, principal, claimed, limit, key);
  }

  /**
   * The same client for one write that may be repeated: with the same key the effect happens once,
   * for 24 hours, and the answer is the first one's.
   */
  public CarillonClient withKey(String idempotencyKey) {
    return new CarillonClient(member, principal, scopes, limit, idempotencyKey);
  }

  /** The user directory. */
  public UsersClient users() {
    return new UsersClient(this);
  }

  /** Mail. */
  public MailClient mail() {
    return new MailClient(this);
  }

  /** Live events: what is published to topics, and what is kept of it. */
  public TopicsClient live() {
    return new TopicsClient(this);
  }

  /** Notifications of users. */
  public NotificationsClient notifications() {
    return new NotificationsClient(this);
  }

  /** Any contract; {@link #users} and {@link #mail} have names for the usual ones. */
  public <Q, R> Future<R> request(Contract<Q, R> contract, Q request) {
    Call call =
        new Call(principal, scopes, TraceId.next(), key, Deadline.in(limit, member.clocks()), null);
    return member.bus().request(contract, call, request);
  }

  /** Listens to a topic: at most once, and only what is told from now on. */
  public <E> Registration listen(Topic<E> topic, Consumer<E> listener) {
    return member.keep(member.bus().subscribe(topic, listener));
  }

  /**
   * Takes every event of every user for good: an event leaves the outbox of users-service only when
   * it was taken, so that none is lost while this program is away. The setting {@code
   * CARILLON_USERS_CONSUMERS} of users-service must name it: {@code mail,bus:billing}. Events come
   * in batches, those of one user in order, and some more than once: store {@code source} and
   * {@code id} with the effect, and ignore the next copy.
   *
   * @param name the consumer's own, as the setting has it behind {@code bus:}
   * @param taking gives one outcome for each event, in their order, within ten seconds; a future
   *     that fails has taken none for sure, and all come again
   */
  public Registration takeUserEvents(
      String name, Function<List<DomainEvent<UserEvent>>, Future<List<EventOutcome>>> taking) {
    return member.keep(
        member
            .bus()
            .serve(
                UserEvents.to(name),
                (call, batch) -> taking.apply(batch.events()).map(EventOutcomes::new)));
  }

  /**
   * Reads the files of its {@link Membership#tls} again, after they were replaced: calls go on, and
   * new connections are made with the new certificate. Fails with {@link
   * dev.carillon.bus.tls.UnusableFileException}, and changes nothing, if one of them will not do.
   */
  public Future<Void> readTlsAgain() {
    return member.readTlsAgain();
  }

  /**
   * Takes what was registered off the bus, so that nobody is sent to who is gone, and leaves the
   * cluster if this client joined it. May be called twice.
   */
  public Future<Void> close() {
    return member.leave();
  }
}
