package dev.carillon.notifier.store.pg.mail;

import dev.carillon.contract.mail.MailState;

/**
 * The letters of the states in the tables. Small ones stand in {@code outcome}; capital ones are
 * where a mail is otherwise: S, H, R in {@code deferred}, L in a lease, Q in {@code ready}. The
 * names are those of {@link MailState}.
 */
enum StateLetter {
  SENT("s"),
  DEAD("d"),
  CANCELLED("c"),
  MERGED("m"),
  SUPPRESSED("p"),
  EXPIRED("e"),
  UNKNOWN("u"),
  SCHEDULED("S"),
  HELD("H"),
  RETRYING("R"),
  SENDING("L"),
  READY("Q");

  private final String letter;

  StateLetter(String letter) {
    this.letter = letter;
  }

  static MailState state(String letter) {
    for (StateLetter each : values()) {
      if (each.letter.equals(letter)) {
        return MailState.valueOf(each.name());
      }
    }
    throw new IllegalStateException("No mail state is written " + letter);
  }

  static String letter(MailState state) {
    return valueOf(state.name()).letter;
  }
}
