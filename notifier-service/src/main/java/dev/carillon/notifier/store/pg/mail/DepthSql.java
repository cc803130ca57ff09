package dev.carillon.notifier.store.pg.mail;

import dev.carillon.notifier.store.pg.StateCode;

/** The statement that looks how much waits, by indexes, and never at more than so much of it. */
final class DepthSql {
  /** Chunks of a lane, each of up to 32 mails. */
  private static final int CHUNKS = 2_000;

  /** Rows of what waits elsewhere, of each kind. */
  private static final int ROWS = 10_000;

  /**
   * Where a lane has more chunks than are looked at, its length is at least what lies between its
   * first and its last place, which are counted in mails. The oldest chunk is among the first: each
   * sender's are in the order in which they came, and nobody's first one is far behind the lane's.
   */
  static final String DEPTH =
      StateCode.sql(
              """
          with lanes as materialized (
            select l.lane, r.mails, r.chunks, r.first_place, r.first_chunk,
                   (select last.pos from ready last where last.lane = l.lane
                    order by last.pos desc, last.seq desc limit 1) as last_place,
                   (select d.run_at from deferred d where d.lane = l.lane
                    order by d.run_at, d.mail_id limit 1) as next_due
            from unnest('{0,1,2}'::smallint[]) l(lane)
              cross join lateral (
                select coalesce(sum(cardinality(c.mail_ids)), 0)::bigint as mails,
                       count(*) as chunks, min(c.pos) as first_place, min(c.seq) as first_chunk
                from (
                  select pos, seq, mail_ids from ready where ready.lane = l.lane
                  order by pos, seq limit %1$d) c) r
          )
          select 'lane' as what, lane::int as lane,
                 case when chunks < %1$d then mails else greatest(mails, last_place - first_place) end
                   as n,
                 first_chunk,
                 greatest(0, extract(epoch from (select clock_now()) - next_due))::float8 as overdue
          from lanes
          union all
          select k.what, null, k.n, null, null
          from (values
            ('scheduled', (select count(*) from (
              select from deferred where reason = {SCHEDULED} limit %2$d) s)),
            ('held', (select count(*) from (
              select from deferred where reason = {HELD} limit %2$d) s)),
            ('retrying', (select count(*) from (
              select from deferred where reason = {RETRYING} limit %2$d) s)),
            ('sending', (select coalesce(sum(cardinality(mail_ids)), 0) from lease)),
            ('windows', (select count(*) from (select from merge_window limit %2$d) s)),
            ('parkedKeys', (select count(*) from (
              select from throttle_key where next_at is not null limit %2$d) s)),
            ('lastChunk', (select last_value from ready_seq_seq))) k(what, n)
          """)
          .formatted(CHUNKS, ROWS);

  private DepthSql() {}
}
