package dev.carillon.contract.inbox;

import dev.carillon.failure.Checks;
import java.util.regex.Pattern;

/**
 * Reads a view, which ends it.
 *
 * @param token of its opening
 */
public record ReadInboxView(String token) {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

  public ReadInboxView {
    Checks.start().matches("token", token, TOKEN, "is not the name of a view").verify();
  }

  /** Without the token: what is printed may end up in a log. */
  @Override
  public String toString() {
    return "ReadInboxView";
  }
}
