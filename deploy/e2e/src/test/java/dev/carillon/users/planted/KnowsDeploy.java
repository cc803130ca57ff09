package dev.carillon.users.planted;

import dev.carillon.launcher.Carillon;

/** Breaks "nothing depends on deploy". */
final class KnowsDeploy {
  private KnowsDeploy() {}

  static void call() {
    Carillon.main(new String[0]);
  }
}
