package dev.carillon.bench.chaos.verdict;

import java.util.Locale;

/** The ways in which a promise can be broken. */
public enum Broken {
  /** An accepted mail did not arrive. */
  LOST,
  /** An accepted mail was never settled. */
  UNSETTLED,
  /** Something arrived that nobody had asked for, or at somebody else's. */
  UNEXPECTED,
  /** A copy for which neither a server nor the harness has an excuse. */
  UNEXCUSED_COPY,
  /** A copy with other bytes. */
  OTHER_BYTES,
  /** It does not say what it was to say. */
  OTHER_CONTENT,
  /** It was cancelled, or another took its place, and it arrived. */
  SENT_ALL_THE_SAME,
  /** One question, two mails, or two answers. */
  ACCEPTED_TWICE,
  /** Given up though the server would have taken it. */
  WRONGLY_DEAD,
  /** Said to be perhaps sent though its end was known. */
  WRONGLY_UNKNOWN,
  /** Not given up though the server refuses it for good. */
  NOT_DEAD,
  /** A first attempt that came too late. */
  LATE,
  /** An attempt before its time. */
  EARLY,
  /** More than a throttle lets through. */
  TOO_MANY,
  /** Sent while it was night at the recipient's. */
  IN_QUIET_HOURS,
  /** The ledger does not balance. */
  LEDGER,
  /** A tick was missed. */
  TICK,
  /** A process ended by itself. */
  DIED,
  /** Without PostgreSQL something else than 503 was answered. */
  NOT_REFUSED;

  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
