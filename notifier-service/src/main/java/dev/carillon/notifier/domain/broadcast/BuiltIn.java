package dev.carillon.notifier.domain.broadcast;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;

/**
 * The broadcast that every installation begins with. It can be changed and disabled like others; to
 * delete it would be for good, because only the first migration makes it. Where it was deleted all
 * the same, before this was refused, a PUT makes it again.
 */
public final class BuiltIn {
  private static final String NAME = "periodic-update";

  private BuiltIn() {}

  /** CONFLICT if it is this one. */
  public static void refuseDeletion(String name) {
    if (name.equals(NAME)) {
      throw Failure.of(
          FailureCode.CONFLICT,
          NAME + " is built in and cannot be deleted; put it with enabled: false to stop it");
    }
  }
}
