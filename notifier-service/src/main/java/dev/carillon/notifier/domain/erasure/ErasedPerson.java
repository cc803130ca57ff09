package dev.carillon.notifier.domain.erasure;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Somebody who was erased.
 *
 * @param event what asks for the erasure here
 * @param userId who it was; the id is never used again
 * @param addresses in lower case; those that were this person's and were nobody else's
 * @param at when: what was accepted for one of the addresses later is for somebody else
 */
public record ErasedPerson(UUID event, UUID userId, List<String> addresses, Instant at) {
  public ErasedPerson {
    addresses = List.copyOf(addresses);
  }
}
