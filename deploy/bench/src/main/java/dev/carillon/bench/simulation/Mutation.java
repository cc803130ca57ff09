package dev.carillon.bench.simulation;

/** A fault built in on purpose, which the simulation must find. */
public enum Mutation {
  /** The product as it is. */
  NONE,
  /** A completion is accepted from whoever sends it. */
  NO_FENCE,
  /** Two mails with one key are both stored. */
  NO_CONFLICT,
  /** Leases are taken from the living. */
  RESCUE_TOO_EARLY,
  /** Whoever sends does not ask whether the mail was called back. */
  CANCEL_NOT_RECHECKED,
  /** What is due is read and fired in two transactions, without a lock or a key. */
  TICK_NOT_LOCKED,
  /** A result that could not be stored is forgotten. */
  RESULT_FORGOTTEN,
  /** Each process keeps the limit of the server for itself. */
  BUDGET_NOT_SHARED,
  /** What takes another's place in a window leaves it there. */
  MERGED_IS_LEFT,
  /** What took another's place in a window keeps it when it is called back. */
  WINDOW_NOT_GIVEN_BACK,
  /** Each attempt has a date of its own. */
  DATE_OF_EACH_ATTEMPT,
  /** How often a mail was perhaps sent already is not looked at. */
  TRIES_FORGOTTEN,
  /** One node knows no end of its leases. */
  DEADLINE_IGNORED,
  /** What has expired on the database's clock is rescued at once. */
  CLOCK_TRUSTED,
  /** Who has no session at the moment is taken for dead. */
  GONE_AT_ONCE,
  /** What is begun is not written down. */
  BEGUN_FORGOTTEN,
  /** What was begun is handed over whenever the server wants it. */
  DOT_NOT_RECHECKED,
  /** The server ends the session of a silent worker before that one gives up its leases. */
  SESSION_GIVEN_UP_EARLY,
  /** A pass is spent though nothing was sent. */
  PASS_NOT_GIVEN_BACK,
  /** Each attempt of a mail needs a pass of its own. */
  PASS_OF_EACH_ATTEMPT,
  /** Nobody looks whether it is night. */
  QUIET_HOURS_FORGOTTEN,
  /** What is more urgent goes first, always. */
  LANES_STRICT,
  /** A window forgets what came into it, but for the last. */
  DIGEST_FORGETS
}
