package dev.carillon.users.domain;

import dev.carillon.failure.Failure;

/** An item of a batch as it was read. */
public sealed interface BatchEntry {
  /** It can be tried. */
  record Valid(UserOp op) implements BatchEntry {}

  /** It cannot. */
  record Refused(Failure why) implements BatchEntry {}
}
