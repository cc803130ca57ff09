package dev.carillon.contract.mail;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.failure.Checks;
import java.util.List;

/**
 * Events of many users, those of each in order.
 *
 * @param events at most {@value #MOST}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record UserEventBatch(List<DomainEvent<UserEvent>> events) {
  /** The most events of one batch. */
  public static final int MOST = 1_000;

  public UserEventBatch {
    events = List.copyOf(events);
    Checks.start().that(events.size() <= MOST, "/events", "are more than " + MOST).verify();
  }
}
