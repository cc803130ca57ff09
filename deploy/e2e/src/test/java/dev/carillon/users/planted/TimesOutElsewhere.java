package dev.carillon.users.planted;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** Breaks "a time-out runs on its caller's own loop". */
final class TimesOutElsewhere {
  private TimesOutElsewhere() {}

  static Future<String> soon(Future<String> work) {
    return work.timeout(1, TimeUnit.SECONDS);
  }
}
