package dev.carillon.users.planted;

import java.util.UUID;

/** Breaks "what comes from outside is parsed in one place". */
final class ParsesItself {
  private ParsesItself() {}

  static UUID id(String text) {
    return UUID.fromString(text);
  }
}
