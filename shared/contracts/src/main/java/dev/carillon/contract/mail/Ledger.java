package dev.carillon.contract.mail;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The books of the mail queue, from one snapshot: every mail of every accept is looked for.
 *
 * @param accepted how many mails were ever acknowledged, counted when they were accepted
 * @param states how many stand where, in the order of {@link MailState}; one of a later version
 *     comes last
 * @param told how many a person was told: sent, or merged into one that was sent. What was merged
 *     is counted some seconds after that was sent
 * @param lost mails that are in no state at all, or merged into one that will not be sent; anything
 *     but zero is a fault
 * @param doubled mails that wait in two places, or were never accepted; anything but zero is a
 *     fault
 * @param behind how many of the accepted stand in no books yet and were not looked at for this
 *     answer either: the states, told, lost and doubled are without them; null if there are none
 * @param balanced whether the states, and what is behind, add up to what was accepted, and nothing
 *     is lost or doubled
 */
public record Ledger(
    long accepted,
    Map<String, Long> states,
    long told,
    long lost,
    long doubled,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long behind,
    boolean balanced) {
  public Ledger {
    states = inOrder(states);
  }

  /** As people list them, whoever answers. */
  private static Map<String, Long> inOrder(Map<String, Long> states) {
    Map<String, Long> ordered = new LinkedHashMap<>();
    for (MailState state : MailState.values()) {
      Long count = states.get(state.lower());
      if (count != null) {
        ordered.put(state.lower(), count);
      }
    }
    states.forEach(ordered::putIfAbsent);
    return Collections.unmodifiableMap(ordered);
  }
}
