package dev.carillon.notifier.store.pg.places;

import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.store.pg.StateCode;

/**
 * The ids of mail of one state, newest first: each by the index of the place where such mail is. $1
 * is the id that they come before, $2 how many there are at most, $3 the first one.
 */
public final class StatePlaces {
  /**
   * Up to so many chunks the queue is short enough to look at all of it. Where it is longer, mail
   * that is ready is not rare, and is met soon among the last accepted.
   */
  public static final int SHORT_QUEUE = 10_000;

  /** Whether the queue is short: {@code short}. */
  public static final String IS_QUEUE_SHORT =
      "select count(*) <= %1$d as short from (select from ready limit %1$d + 1) chunks"
          .formatted(SHORT_QUEUE);

  /** One look for each: an anti-join would be planned as a scan of all outcomes. */
  private static final String NOT_SETTLED =
      "(select settled.mail_id from outcome settled where settled.mail_id = %s) is null";

  private static final String SETTLED =
      """
      select id from (
        (select mail_id as id from outcome
         where state = {%1$s} %2$s and mail_id < $1 and mail_id >= $3 order by mail_id desc limit $2)
        union all
        (select id from mail_record where state = {%1$s} and id < $1 and id >= $3 order by id desc limit $2)
      ) settled order by id desc limit $2
      """;

  private static final String IN_CHUNKS =
      """
      select id from (
        select distinct each.id from %s chunk, unnest(chunk.mail_ids) each(id)
        where each.id < $1 and each.id >= $3 order by each.id desc limit $2 + 100
      ) chunked
      where %s and (select waits.mail_id from deferred waits where waits.mail_id = chunked.id) is null
      order by id desc limit $2
      """;

  /** The statement for a state. */
  public static String of(MailState state) {
    String name = state.name();
    return switch (state) {
      case SENT -> StateCode.sql(SETTLED.formatted(name, ""));
      case DEAD, CANCELLED, MERGED, SUPPRESSED, EXPIRED, UNKNOWN ->
          StateCode.sql(SETTLED.formatted(name, "and state <> 's'"));
      case SCHEDULED, HELD, RETRYING -> StateCode.sql(waiting(name));
      case READY -> IN_CHUNKS.formatted("ready", NOT_SETTLED.formatted("chunked.id"));
      case SENDING -> IN_CHUNKS.formatted("lease", NOT_SETTLED.formatted("chunked.id"));
    };
  }

  /** A mail that was settled meanwhile may still stand there: some more are looked at. */
  private static String waiting(String name) {
    return """
        select id from (
          select mail_id as id from deferred
          where reason = {%s} and mail_id < $1 and mail_id >= $3 order by mail_id desc limit $2 + 100
        ) waiting
        where %s order by id desc limit $2
        """
        .formatted(name, NOT_SETTLED.formatted("waiting.id"));
  }

  private StatePlaces() {}
}
