package dev.carillon.users.planted;

final class ChangesStatic {
  static boolean on;
}
