package dev.carillon.notifier.domain.control;

/** What was found when a mail that waits was to be changed. */
public enum ChangeResult {
  /** It waited, and the change is committed. */
  CHANGED,
  /** It was on its way from one place to another; looking again finds it. */
  MOVED,
  /** A worker has it, or had it when it was looked for. */
  TAKEN,
  /** It has its last state. */
  SETTLED,
  /** There is no such mail. */
  UNKNOWN
}
