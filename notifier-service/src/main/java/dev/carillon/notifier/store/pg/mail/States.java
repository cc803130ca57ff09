package dev.carillon.notifier.store.pg.mail;

import dev.carillon.contract.mail.MailState;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The letters of the states in the tables. Small ones stand in {@code outcome}; capital ones are
 * where a mail is otherwise: S, H, R in {@code deferred}, L in a lease, Q in {@code ready}.
 */
final class States {
  private static final Map<String, MailState> BY_LETTER =
      Map.ofEntries(
          Map.entry("s", MailState.SENT),
          Map.entry("d", MailState.DEAD),
          Map.entry("c", MailState.CANCELLED),
          Map.entry("m", MailState.MERGED),
          Map.entry("p", MailState.SUPPRESSED),
          Map.entry("e", MailState.EXPIRED),
          Map.entry("u", MailState.UNKNOWN),
          Map.entry("S", MailState.SCHEDULED),
          Map.entry("H", MailState.HELD),
          Map.entry("R", MailState.RETRYING),
          Map.entry("L", MailState.SENDING),
          Map.entry("Q", MailState.READY));

  private static final Map<MailState, String> BY_STATE =
      BY_LETTER.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  private States() {}

  static MailState of(String letter) {
    MailState state = BY_LETTER.get(letter);
    if (state == null) {
      throw new IllegalStateException("No mail state is written " + letter);
    }
    return state;
  }

  static String letter(MailState state) {
    return BY_STATE.getOrDefault(state, "?");
  }
}
