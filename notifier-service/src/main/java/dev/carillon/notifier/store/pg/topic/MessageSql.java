package dev.carillon.notifier.store.pg.topic;

/** The statements of topics and their messages. */
final class MessageSql {
  /** $1 topics, $2 ids: those messages of them that there are. */
  static final String KNOWN =
      """
      select g.topic, g.id, t.epoch, m.seq
      from unnest($1::text[], $2::text[]) g(topic, id) join topic t on t.name = g.topic
        join topic_message m on m.topic = t.id and m.id = g.id
      """;

  /**
   * $1 topics, each once, $2 and $3 messages and bytes that each gets; then of each message $4 its
   * topic, $5 and $6 messages and bytes that the topic gets behind it, $7 its id, $8 its body. Rows
   * of topics are locked in the order of their names, so that two of these cannot wait for one
   * another; a number that is given is stored, for both happen in this statement or not at all.
   * Gives where the topics are.
   */
  static final String STORE =
      """
      with now as materialized (
        select clock_now() as at
      ), counted as (
        insert into topic as t (name, seq, bytes, used_at)
        select c.topic, c.messages, c.bytes, now.at
        from unnest($1::text[], $2::bigint[], $3::bigint[]) c(topic, messages, bytes), now
        order by c.topic
        on conflict (name) do update set seq = t.seq + excluded.seq,
          bytes = t.bytes + excluded.bytes, used_at = excluded.used_at
        returning t.id, t.name, t.epoch, t.seq, t.bytes
      ), stored as (
        insert into topic_message (topic, seq, at, upto, id, body)
        select c.id, c.seq - m.behind, now.at, c.bytes - m.bytes, m.id, m.body
        from unnest($4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::text[])
            m(topic, behind, bytes, id, body)
          join counted c on c.name = m.topic, now
      )
      select c.name, c.epoch, c.seq, now.at from counted c, now
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
