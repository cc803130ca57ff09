package dev.carillon.notifier.store.pg.topic;

/** The statements of topics and their messages. */
final class MessageSql {
  /**
   * $1 topics, $2 ids, $3 bodies: arrays of an element for each message. Rows of topics are locked
   * in the order of their names, so that two of these cannot wait for one another; a number that is
   * given is stored, for both happen in this statement or not at all. Gives for each message its
   * place in the arrays, from 1, and whether it is stored now.
   */
  static final String STORE =
      """
      with given as materialized (
        select g.*, min(n) over (partition by topic, id) as first
        from unnest($1::text[], $2::text[], $3::text[]) with ordinality g(topic, id, body, n)
      ), known as materialized (
        select g.n, t.epoch, m.seq, m.at
        from given g join topic t on t.name = g.topic
          join topic_message m on m.topic = t.id and m.id = g.id
        where g.id is not null
      ), fresh as materialized (
        select g.n, g.topic, g.id, g.body, row_number() over mine as k,
               sum(octet_length(g.body)) over mine as upto
        from given g
        where (g.id is null or g.n = g.first) and not exists (select from known where known.n = g.n)
        window mine as (partition by g.topic order by g.n)
      ), counts as (
        select topic, count(*) as c, sum(octet_length(body)) as b from fresh group by topic
      ), counted as (
        insert into topic as t (name, seq, bytes, used_at)
        select counts.topic, counts.c, counts.b, clock_now() from counts order by counts.topic
        on conflict (name) do update set seq = t.seq + excluded.seq,
          bytes = t.bytes + excluded.bytes, used_at = excluded.used_at
        returning t.id, t.name, t.epoch, t.seq, t.bytes
      ), numbered as (
        select f.n, c.id as topic, f.topic as name, c.epoch, c.seq - counts.c + f.k as seq,
               c.bytes - counts.b + f.upto as upto, f.id, f.body
        from fresh f join counts on counts.topic = f.topic join counted c on c.name = f.topic
      ), stored as (
        insert into topic_message (topic, seq, at, upto, id, body)
        select topic, seq, clock_now(), upto, id, body from numbered order by topic, seq
        returning topic, seq, at
      )
      select f.n::int as n, f.epoch, f.seq, s.at, true as fresh
      from numbered f join stored s on s.topic = f.topic and s.seq = f.seq
      union all
      select k.n::int, k.epoch, k.seq, k.at, false from known k
      union all
      select g.n::int, f.epoch, f.seq, null, false
      from given g join numbered f on f.n = g.first
      where g.id is not null and g.n <> g.first
      order by 1
      """;

  /**
   * $1 topic, $2 number behind which it begins, $3 from when, $4 rows, $5 bytes. One row without a
   * message if there is none.
   */
  static final String READ =
      """
      select t.epoch, t.seq as last, m.seq, m.at, m.id, m.body
      from topic t left join lateral (
        select page.* from (
          select one.*, sum(octet_length(one.body)) over (order by one.seq) - octet_length(one.body)
              as before
          from (
            select seq, at, id, body from topic_message
            where topic = t.id and seq > $2 and ($3::timestamptz is null or at >= $3)
            order by seq limit $4) one) page
        where page.before < $5) m on true
      where t.name = $1
      order by m.seq
      """;

  /** $1 names. */
  static final String POSITIONS = "select name, epoch, seq from topic where name = any($1::text[])";

  /** $1 name behind which it begins, $2 rows. */
  static final String KEPT =
      """
      select t.id, t.name, t.seq, t.bytes, coalesce(m.seq, t.seq + 1) as oldest,
             t.bytes - coalesce(m.upto, t.bytes) as behind,
             coalesce(extract(epoch from clock_now() - m.at) * 1000, 0)::bigint as age
      from topic t left join lateral (
        select seq, at, upto from topic_message where topic = t.id order by seq limit 1) m on true
      where t.name > $1 order by t.name limit $2
      """;

  /**
   * $1 topics, $2 numbers up to which they go, $3 ages in milliseconds, $4 bytes up to which they
   * go, $5 rows of each.
   */
  static final String TRIM =
      """
      delete from topic_message where (topic, seq) in (
        select o.topic, o.seq
        from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
            c(topic, last, age, bytes)
          cross join lateral (
            select m.topic, m.seq, m.at, m.upto from topic_message m where m.topic = c.topic
            order by m.seq limit $5) o
        where o.seq <= c.last or o.upto <= c.bytes
          or o.at < clock_now() - c.age * interval '1 ms')
      """;

  /** $1 topics, $2 for how long unused, in milliseconds. */
  static final String FORGET =
      """
      with gone as (
        delete from topic t where t.id = any($1::bigint[])
          and t.used_at < clock_now() - $2::bigint * interval '1 ms'
          and not exists (select from topic_message m where m.topic = t.id)
        returning owner
      )
      update topic_owner o set topics = greatest(0, o.topics - g.topics)
      from (select owner, count(*)::int as topics from gone group by owner) g
      where o.owner = g.owner
      """;

  /**
   * $1 topic, $2 owner, $3 topics of an owner, $4 topics in all, which may be passed by a few that
   * are made at once. Gives whether the topic was there, or is made now.
   */
  static final String ADMIT =
      """
      with known as (
        select exists (select from topic where name = $1) as it
      ), room as (
        insert into topic_owner as o (owner, topics)
        select $2, 1 from known
        where not known.it and (select coalesce(sum(topics), 0) from topic_owner) < $4
        on conflict (owner) do update set topics = o.topics + 1 where o.topics < $3
        returning owner
      ), made as (
        insert into topic (name, owner, seq, bytes, used_at)
        select $1, owner, 0, 0, clock_now() from room
        returning id
      )
      select known.it or exists (select from made) as there from known
      """;

  private MessageSql() {}
}
