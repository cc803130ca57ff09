package dev.carillon.notifier;

import dev.carillon.notifier.domain.topic.MessageStore;
import dev.carillon.notifier.domain.topic.RuleStore;
import dev.carillon.notifier.domain.topic.pending.PendingStore;
import dev.carillon.notifier.store.pg.GuardedPair;
import dev.carillon.notifier.store.pg.topic.PgMessageStore;
import dev.carillon.notifier.store.pg.topic.PgRuleStore;
import dev.carillon.notifier.store.pg.topic.pending.PgPendingStore;
import dev.carillon.notifier.store.pg.topic.pending.PgTopicSignal;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.store.pg.PgClients;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * The connections for topics, behind bulkheads of their own: live messages and mail do not take one
 * another's.
 */
public final class TopicStores {
  /** Two commits at a time, and one for rules or a request with a key. */
  private static final int WRITING = 3;

  /** A stay is above the server's own limit for a statement. */
  private static final Bulkhead.Capacity CAPACITY =
      new Bulkhead.Capacity(WRITING, 1_000, Duration.ofSeconds(2), Duration.ofSeconds(8));

  private final PgClients clients;
  private final GuardedPair connections;

  /** Connects when first used. */
  public TopicStores(PgClients clients, MeterRegistry registry) {
    this.clients = clients;
    this.connections =
        GuardedPair.open(
            "topic", clients, CAPACITY, PgClients.BY_INDEX, PgClients.BY_INDEX, registry);
  }

  /** The rules about topics, of which there may be so many. */
  public RuleStore rules(int most) {
    return new PgRuleStore(connections.writes(), most);
  }

  /** The messages of durable topics. */
  public MessageStore messages() {
    return new PgMessageStore(connections.writes(), connections.reads());
  }

  /** Messages that others stored, and that have no number yet. */
  public PendingStore pending() {
    return new PgPendingStore(connections.writes(), connections.reads());
  }

  /** Tells of such messages. */
  PgTopicSignal signal(Runnable heard) {
    return new PgTopicSignal(clients, heard);
  }

  /** Gives every connection back. */
  public Future<Void> close() {
    return connections.close();
  }
}
