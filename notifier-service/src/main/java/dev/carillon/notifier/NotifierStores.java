package dev.carillon.notifier;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.name.NodeNames;
import dev.carillon.notifier.domain.accept.AcceptStore;
import dev.carillon.notifier.domain.accept.MailInserts;
import dev.carillon.notifier.domain.broadcast.BroadcastStore;
import dev.carillon.notifier.domain.control.ControlStore;
import dev.carillon.notifier.domain.delivery.ServerPermits;
import dev.carillon.notifier.domain.erasure.ErasureStore;
import dev.carillon.notifier.domain.mail.MailStore;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.notifier.domain.queue.WorkerSession;
import dev.carillon.notifier.domain.retention.RetentionStore;
import dev.carillon.notifier.domain.suppression.SuppressionStore;
import dev.carillon.notifier.domain.template.TemplateStore;
import dev.carillon.notifier.domain.throttle.ThrottleStore;
import dev.carillon.notifier.meter.MailMeters;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.notifier.store.pg.accept.PgAcceptStore;
import dev.carillon.notifier.store.pg.accept.PgMailInserts;
import dev.carillon.notifier.store.pg.broadcast.PgBroadcastStore;
import dev.carillon.notifier.store.pg.broadcast.ScheduleShift;
import dev.carillon.notifier.store.pg.control.PgControlStore;
import dev.carillon.notifier.store.pg.erasure.PgErasureStore;
import dev.carillon.notifier.store.pg.mail.PgMailStore;
import dev.carillon.notifier.store.pg.queue.PgQueueStore;
import dev.carillon.notifier.store.pg.queue.PgWorkerSession;
import dev.carillon.notifier.store.pg.retention.PgRetentionStore;
import dev.carillon.notifier.store.pg.suppression.PgSuppressionStore;
import dev.carillon.notifier.store.pg.template.PgTemplateStore;
import dev.carillon.notifier.store.pg.throttle.PgServerPermits;
import dev.carillon.notifier.store.pg.throttle.PgThrottleStore;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.store.pg.PgClients;
import dev.carillon.store.pg.PgUrls;
import dev.carillon.store.pg.idempotency.Idempotency;
import dev.carillon.store.pg.parked.ParkedStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes every connection of notifier-service to its schema, and closes what it made. Accepts,
 * reads, lists and controls have connections of their own, each behind a bulkhead, so that none can
 * starve another. The worker's have none: what is in its hands must be settled.
 */
public final class NotifierStores {
  private static final int KEYED_CONNECTIONS = 3;
  private static final int CONTROL_CONNECTIONS = 4;
  private static final int QUEUE_CONNECTIONS = 4;
  private static final int READ_CONNECTIONS = 2;
  private static final int LIST_CONNECTIONS = 4;
  private static final int COUNT_CONNECTIONS = 2;
  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(4);

  /** Each is planned for what there is then; to compile it takes longer than to run it once. */
  private static final Map<String, String> COUNT_SETTINGS =
      Map.of("jit", "off", "plan_cache_mode", "force_custom_plan");

  /** Accepts, unless the settings say otherwise; a stay is above the server's own limit. */
  static final Bulkhead.Capacity ACCEPTING =
      new Bulkhead.Capacity(4, 1_000, Duration.ofSeconds(2), Duration.ofSeconds(8));

  /** How many reads a pipelined connection takes before the next must wait. */
  private static final int PIPELINE = 32;

  private final int acceptConnections;
  private final Vertx vertx;
  private final Clocks clocks;
  private final MeterRegistry registry;
  private final MailMeters meters;
  private final PgClients clients;
  private final Pool keyedPool;
  private final Pool queuePool;
  private final GuardedClient<Pool> accepts;
  private final GuardedClient<Pool> controls;
  private final GuardedClient<SqlClient> reads;
  private final GuardedClient<SqlClient> lists;
  private final GuardedClient<SqlClient> counts;
  private final PgQueueStore queue;
  private final AcceptStore acceptStore;

  /** With the capacity that it has without settings. */
  public NotifierStores(Vertx vertx, PgUrls urls, Clocks clocks, MeterRegistry registry) {
    this(vertx, urls, ACCEPTING, clocks, registry);
  }

  /**
   * Connects when first used, or on {@link #open}.
   *
   * @param accepting accepts under way, each on a connection; as many reads and controls may wait
   */
  public NotifierStores(
      Vertx vertx,
      PgUrls urls,
      Bulkhead.Capacity accepting,
      Clocks clocks,
      MeterRegistry registry) {
    this.vertx = vertx;
    this.clocks = clocks;
    this.registry = registry;
    this.meters = new MailMeters(registry);
    this.acceptConnections = accepting.inside();
    this.clients = new PgClients(vertx, urls, STATEMENT_LIMIT, clocks);
    this.keyedPool = clients.pool(KEYED_CONNECTIONS, PgMailInserts.KEYED_SETTINGS);
    this.queuePool = clients.pool(QUEUE_CONNECTIONS, PgQueueStore.WORKER_SETTINGS);
    this.queue = new PgQueueStore(queuePool, clocks);
    this.accepts = pool("mail accepts", accepting, PgQueueStore.CONNECTION_SETTINGS);
    Bulkhead.Capacity some = accepting.inside(CONTROL_CONNECTIONS);
    this.controls = pool("mail controls", some, PgQueueStore.CONNECTION_SETTINGS);
    SqlClient reading = clients.pipelined(READ_CONNECTIONS, PgClients.BY_INDEX);
    this.reads = guarded(reading, "mail reads", accepting.inside(READ_CONNECTIONS * PIPELINE));
    this.lists = pool("mail lists", accepting.inside(LIST_CONNECTIONS), PgClients.BY_INDEX).plain();
    this.counts = pool("mail counts", accepting.inside(COUNT_CONNECTIONS), COUNT_SETTINGS).plain();
    this.acceptStore = new PgAcceptStore(vertx, accepts, reads, accepting, queue.places(), clocks);
  }

  private GuardedClient<Pool> pool(
      String name, Bulkhead.Capacity capacity, Map<String, String> settings) {
    return guarded(clients.pool(capacity.inside(), settings), name, capacity);
  }

  private <C extends SqlClient> GuardedClient<C> guarded(
      C client, String name, Bulkhead.Capacity capacity) {
    Supplier<Future<?>> sign = () -> queuePool.query("select 1").execute(); // beside those inside
    return new GuardedClient<>(
        client, new Bulkhead(name, vertx, capacity, clients::isAbsence, sign, clocks, registry));
  }

  /** For the migration and the outbox relay. */
  public PgClients clients() {
    return clients;
  }

  /** Where mail is stored that is committed together. */
  public MailInserts inserts() {
    return meters.watch(
        new PgMailInserts(accepts.client(), keyedPool, accepts.bulkhead(), queue.places()));
  }

  /** Where mail is stored that is committed alone. */
  public AcceptStore accepts() {
    return meters.watch(acceptStore);
  }

  /** Accepted mail, to be read. */
  public MailStore mails() {
    return new PgMailStore(reads, lists, counts);
  }

  /** Changes of accepted mail. */
  public ControlStore controls() {
    return new PgControlStore(controls);
  }

  /** What is kept of people who are erased. */
  public ErasureStore erasures() {
    return new PgErasureStore(controls);
  }

  /** Events that nobody takes. */
  public ParkedStore parked() {
    return new ParkedStore("notifier", controls.bulkhead().guard(controls.client()));
  }

  /** Mail that is to be forgotten. */
  public RetentionStore retention() {
    return new PgRetentionStore(controls.client());
  }

  /** The queue. */
  public QueueStore queue() {
    return meters.watch(queue);
  }

  /** Broadcast schedules. */
  public BroadcastStore broadcasts() {
    return new PgBroadcastStore(queuePool, controls);
  }

  /** Templates. */
  public TemplateStore templates() {
    return new PgTemplateStore(accepts, controls);
  }

  /** Suppressions and pauses. */
  public SuppressionStore suppressions() {
    return new PgSuppressionStore(controls, lists);
  }

  /** Throttles, rules about servers, and held mail. */
  public ThrottleStore throttles() {
    return new PgThrottleStore(reads, counts, controls);
  }

  /** The limits of SMTP servers. */
  public ServerPermits serverPermits() {
    return new PgServerPermits(queuePool);
  }

  /** The answers that idempotency keys got. */
  public Idempotency idempotency() {
    return new Idempotency(controls.client());
  }

  /** The proof that this process lives as a worker. */
  public WorkerSession workerSession() {
    return new PgWorkerSession(clients, NodeNames.of(vertx)::own);
  }

  /** Connects now, so that the first mails do not wait; warns of a clock that is ahead. */
  public Future<Void> open() {
    return clients
        .start()
        .compose(
            v ->
                Future.join(
                    PgClients.open(accepts.client(), acceptConnections),
                    PgClients.open(queuePool, QUEUE_CONNECTIONS)))
        .compose(v -> ScheduleShift.tell(queuePool));
  }

  /** Whether changes are taken; not behind the locks of a frozen process, as accepts may be. */
  public Future<?> ping() {
    return clients.ping(queuePool);
  }

  /** Gives every connection back. */
  public Future<Void> close() {
    List<Future<Void>> closing =
        new ArrayList<>(List.of(clients.stop(), keyedPool.close(), queuePool.close()));
    List.of(accepts, controls, reads, lists, counts).forEach(each -> closing.add(each.close()));
    return Future.join(closing).mapEmpty();
  }
}
