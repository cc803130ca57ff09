package dev.carillon.notifier.store.pg;

/** How the moments of schedules are told, whose clock may be ahead of the one that rows go by. */
public final class OnSchedule {
  private OnSchedule() {}

  /**
   * The moment up to which a mail waits: on the clock of schedules where it goes by a schedule, and
   * not where that is its own end, which does not move.
   *
   * @param name the one under which the statement knows the row of {@code deferred}
   * @param end when the mail expires, as the statement knows it
   */
  public static String told(String name, String end) {
    return """
        %1$s.run_at + case when on_schedule(%1$s.reason, %1$s.last_error, %1$s.throttle)
            and %1$s.run_at is distinct from %2$s
          then (select shift from schedule_shift) else '0' end"""
        .formatted(name, end);
  }

  /** A moment that always goes by a schedule. */
  public static String always(String moment) {
    return moment + " + (select shift from schedule_shift)";
  }
}
