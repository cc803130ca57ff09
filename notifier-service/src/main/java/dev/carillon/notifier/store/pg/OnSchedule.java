package dev.carillon.notifier.store.pg;

/** How the moments of schedules are told, whose clock may be ahead of the one that rows go by. */
public final class OnSchedule {
  private OnSchedule() {}

  /**
   * The moment up to which a mail waits: on the clock of schedules where it goes by a schedule.
   *
   * @param name the one under which the statement knows the row of {@code deferred}
   */
  public static String told(String name) {
    return """
        %1$s.run_at + case when on_schedule(%1$s.reason, %1$s.last_error, %1$s.throttle)
          then (select shift from schedule_shift) else '0' end"""
        .formatted(name);
  }

  /** A moment that always goes by a schedule. */
  public static String always(String moment) {
    return moment + " + (select shift from schedule_shift)";
  }
}
