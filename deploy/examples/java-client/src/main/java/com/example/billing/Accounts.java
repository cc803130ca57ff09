package com.example.billing;

import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.mail.EventOutcome;
import dev.carillon.contract.users.UserEvent;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * Opens an account for each new user. In a real program both of these are tables: the effect and
 * the event's {@code (source, id)}, under a unique key, are written in one transaction, and an
 * event is called taken after its commit.
 */
final class Accounts {
  private static final long PATIENCE_MILLIS = 60_000;

  private final Set<String> seen = new HashSet<>();
  private final Map<String, Instant> open = new HashMap<>();

  /** One outcome for each event, in their order. Some come more than once. */
  synchronized Future<List<EventOutcome>> open(List<DomainEvent<UserEvent>> events) {
    for (DomainEvent<UserEvent> event : events) {
      if (seen.add(event.source() + " " + event.id())
          && event.data() instanceof UserEvent.Created created
          && created.email() != null) {
        open.put(created.email(), event.time());
      }
    }
    notifyAll();
    return Future.succeededFuture(events.stream().map(event -> EventOutcome.TAKEN).toList());
  }

  /** Since when there is an account of this address. */
  synchronized Instant await(String address) throws InterruptedException, TimeoutException {
    long until = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (!open.containsKey(address)) {
      long left = until - System.currentTimeMillis();
      if (left <= 0) {
        throw new TimeoutException("No event of " + address);
      }
      wait(left);
    }
    return open.get(address);
  }
}
