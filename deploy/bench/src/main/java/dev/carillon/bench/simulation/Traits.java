package dev.carillon.bench.simulation;

import dev.carillon.contract.mail.Priority;
import dev.carillon.notifier.domain.mail.MailTags;

/**
 * What kind of mail a mail is.
 *
 * @param to which of some addresses it is for
 * @param throttled whether it is of the template that is throttled
 * @param resting whether it is for somebody who has quiet hours
 */
record Traits(Priority priority, int to, boolean throttled, boolean resting) {
  private static final int ADDRESSES = 3;

  /** Any. */
  static Traits any(World world) {
    int lane = world.between(0, 9);
    return new Traits(
        lane < 5 ? Priority.HIGH : lane < 8 ? Priority.NORMAL : Priority.LOW,
        world.between(1, ADDRESSES),
        world.chance(0.3),
        world.chance(0.2));
  }

  /** The same, for one address, held by no rule: so that mails come into one window. */
  Traits plain() {
    return new Traits(priority, 1, false, false);
  }

  /** 0 high, 1 normal, 2 low. */
  int lane() {
    return switch (priority) {
      case HIGH -> 0;
      case NORMAL -> 1;
      case LOW -> 2;
    };
  }

  String recipient() {
    return "to-" + to + "@b.c";
  }

  MailTags tags() {
    return new MailTags(
        throttled ? SimThrottle.TEMPLATE : null, null, false, resting ? "UTC" : null, false);
  }
}
