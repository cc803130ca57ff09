package dev.carillon.users.api;

import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.users.domain.UserNews;

/**
 * Tells of changes by the bus as soon as they are committed, and the relay of what was written for
 * somebody.
 *
 * @param wake says to the relay that there is something to deliver
 */
public record DirectNews(UserEventRouting routing, Runnable wake) implements UserNews {
  @Override
  public boolean isKept(UserEvent event) {
    return routing.isWanted(event);
  }

  @Override
  public void tell(DomainEvent<UserEvent> event) {
    routing.tell(event);
  }

  @Override
  public void written() {
    wake.run();
  }
}
