package dev.carillon.notifier.store.pg.queue;

import static dev.carillon.notifier.domain.queue.QueueLimits.CHUNK;
import static dev.carillon.notifier.domain.queue.QueueLimits.CHUNK_BYTES;

/**
 * The statements that put mail into the queue, and take passes; these are functions of the schema.
 */
final class DueSql {
  /** Arrays, an element for each lane: $1 lane, $2 place. The first mail that stands before it. */
  static final String SWEEP =
      """
      select l.lane, r.pos from unnest($1::smallint[], $2::bigint[]) l(lane, place)
        cross join lateral (
          select pos from ready where ready.lane = l.lane and ready.pos < l.place
          order by pos limit 1) r
      """;

  /**
   * Arrays, an element for each lane: $1 lane, $2 how far this process has come. Gives the
   * furthest.
   */
  static final String MEET =
      """
      with further as (
        update ready_head h set pos = own.pos from unnest($1::smallint[], $2::bigint[]) own(lane, pos)
        where h.lane = own.lane and h.pos < own.pos
      )
      select lane, pos from ready_head
      """;

  /**
   * $1 the most of them, more urgent ones first. Arrays: $2 where each lane is; for senders that
   * have taken up more: $3 lane, $4 sender, $5 to which place; by lane: $6 the moment, and $7 the
   * mail of it, behind which to begin. Whose it is and how large, is looked up where the row does
   * not say.
   */
  static final String PROMOTE =
      """
      with due as materialized (
        select d.mail_id, d.run_at, d.lane, d.attempt,
               coalesce(d.sender, (select m.sender from mails m where m.id = d.mail_id), '') as sender,
               coalesce(d.bytes, bytes_of_mails(array[d.mail_id])) as bytes
        from unnest('{0,1,2}'::smallint[]) l(lane)
          cross join lateral (
            select mail_id, run_at, lane, attempt, sender, bytes from deferred
            where deferred.lane = l.lane and run_at <= (select clock_now())
              and (run_at, mail_id) > (($6::timestamptz[])[l.lane + 1], ($7::uuid[])[l.lane + 1])
            order by run_at, mail_id limit $1 for update skip locked) d
        limit $1
      ), promoted as (
        delete from deferred using due where deferred.mail_id = due.mail_id
        returning due.mail_id, due.run_at, due.lane, due.attempt, due.sender, due.bytes
      ), numbered as (
        select mail_id, lane, attempt, sender, bytes, row_number() over in_turn as nth,
               (row_number() over in_turn - 1) / %1$d as chunk,
               (sum(bytes) over in_turn - bytes) / %2$d as part
        from promoted window in_turn as (partition by lane, attempt, sender order by mail_id)
      ), queued as (
        insert into ready (lane, pos, attempt, mail_ids, bytes)
        select n.lane, greatest(($2::bigint[])[n.lane + 1], coalesce((
                   select ends.place from unnest($3::smallint[], $4::text[], $5::bigint[])
                     ends(lane, sender, place)
                   where ends.lane = n.lane and ends.sender = n.sender), 0)) + max(n.nth),
               n.attempt, array_agg(n.mail_id order by n.mail_id), sum(n.bytes)
        from numbered n group by n.lane, n.attempt, n.sender, n.chunk, n.part
      )
      select mail_id as id, lane, sender, run_at from promoted
      """
          .formatted(CHUNK, CHUNK_BYTES);

  /**
   * Arrays, an element for each mail: $1 lease, $2 mail, $3 address, $4 template. Gives nothing for
   * a mail that its lease no longer holds.
   */
  static final String TAKE = "select mail, verdict from take_passes($1, $2, $3, $4)";

  /** $1 where each lane is, $2 the most keys, $3 the most mails. */
  static final String RELEASE = "select mail as id from release_parked($1, $2, $3)";

  /** In seconds, at most an hour. */
  static final String UNTIL =
      """
      select least(3600, extract(epoch from least(
          (select min(run_at) from deferred where lane = 0),
          (select min(run_at) from deferred where lane = 1),
          (select min(run_at) from deferred where lane = 2),
          (select min(next_at) from throttle_key))) - extract(epoch from clock_now()))::float8
        as seconds
      """;

  private DueSql() {}
}
