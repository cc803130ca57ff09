package dev.carillon.notifier.store.pg.queue;

import dev.carillon.notifier.domain.queue.QueueLimits;
import java.time.Duration;

/** What a claim and an accept have in common: both put mail into a worker's hands. */
public final class Leases {
  /**
   * Attempts by their numbers: the clock may have been set back between two. A server that was away
   * is noted, several times perhaps, under the number of the attempt that follows.
   */
  static final String IN_ORDER = "a.n, a.outcome <> 'postponed', a.at";

  /** {@link QueueLimits#LEASE_LIFE}. */
  public static final String LIFE = interval(QueueLimits.LEASE_LIFE);

  /**
   * Whether a mail may go out, as the tables say now: the name of a {@code SendDecision.Kind}. One
   * text, so that no statement carries columns that are empty for all but a few mails. Nothing is
   * used up by being judged: what a throttle concerns is to ask for its pass when all else is
   * settled. Whether there is a rule at all is asked once.
   *
   * @param mail the name under which the statement knows the mail
   * @param now what it has for the time: read once, the function costs microseconds
   */
  public static String verdict(String mail, String now) {
    return """
        case
          when %1$s.expires_at <= %2$s then 'EXPIRED'
          when (select exists (select from suppression)) and exists (
            select from suppression s
            where s.address = lower(%1$s.recipient collate "C")
              and (s.topic = '' or (s.topic = %1$s.topic and not %1$s.critical)))
            or ((select exists (select from suppression_hash)) and exists (
              select from suppression_hash h
              where h.hash = hash_of_address(%1$s.recipient)
                and (h.topic = '' or (h.topic = %1$s.topic and not %1$s.critical))))
            then 'SUPPRESSED'
          when (select exists (select from pause))
            and exists (select from pause p where p.template = %1$s.template) then 'PAUSED'
          when not %1$s.critical and (select exists (select from throttle)) and exists (
            select from throttle t where t.template is null or t.template = %1$s.template)
            then 'ASK'
          else 'SEND'
        end"""
        .formatted(mail, now);
  }

  /**
   * The place of mail that goes to the front of a lane: where all processes together have come to,
   * as far as they have told. No claim begins behind it.
   *
   * @param lane the lane, as the statement knows it
   */
  public static String head(String lane) {
    return "(select h.pos from ready_head h where h.lane = " + lane + ")";
  }

  static String interval(Duration duration) {
    return "interval '" + duration.toSeconds() + " s'";
  }

  private Leases() {}
}
