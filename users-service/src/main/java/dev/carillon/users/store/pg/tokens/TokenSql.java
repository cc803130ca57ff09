package dev.carillon.users.store.pg.tokens;

/** The statements of tokens and tickets. */
final class TokenSql {
  /**
   * $1 user, $2 name of the API key, $3 whether it is of a file, $4 life in seconds, $5 the longest
   * life. The time is read behind the lock of the user's row: whatever ended the user's tokens
   * before has a time that lies before it. A holder is written at most once in the longest life.
   */
  static final String PERMIT =
      """
      with known as materialized (
        select active from users where id = $1 for share
      ), minter as materialized (
        select expires_at from api_key
        where name = $2 and revoked_at is null and (expires_at is null or expires_at > clock_now())
      ), moment as materialized (
        select clock_now() as at from known
        where active and ($3::boolean or exists (select from minter))
      ), held as (
        insert into token_holder as h (user_id, until)
        select $1, at + 2 * $5::float8 * interval '1 s' from moment
        on conflict (user_id) do update set until = excluded.until
        where h.until < excluded.until - $5 * interval '1 s'
      )
      select (select active from known) as active,
        $3 or exists (select from minter) as allowed,
        moment.at, least(moment.at + $4::float8 * interval '1 s',
          (select expires_at from minter where not $3)) as ends,
        k.kid, k.private_key
      from (select 1) always
      left join moment on true
      left join (select kid, private_key from signing_key order by no desc limit 1) k on true
      """;

  /**
   * $1 a user's id or $2 the id elsewhere, $3 when the token was signed, $4 the longest life of one
   * in seconds. Under a lock of the user's row, as {@link #PERMIT}.
   */
  static final String ADMIT =
      """
      with named as materialized (
        select id from users where id = $1::uuid
        union all select id from users where external_id = $2::text
      ), known as materialized (
        select u.id, u.active from users u join named using (id)
        where $2::text is null or u.external_id = $2 for share of u
      ), judged as materialized (
        select id, active, exists (
          select from subject_end e where e.at >= $3::timestamptz and e.subject in (
            subject_hash('user', id::text), subject_hash('external', $2))) as ended
        from known
      ), held as (
        insert into token_holder as h (user_id, until)
        select id, clock_now() + 2 * $4::float8 * interval '1 s' from judged where active and not ended
        on conflict (user_id) do update set until = excluded.until
        where h.until < excluded.until - $4 * interval '1 s'
      )
      select id, active, ended from judged
      """;

  /** $1 kid, $2 private part, $3 public part. */
  static final String MAKE_FIRST =
      """
      insert into signing_key (no, kid, private_key, public_key, created_at)
      select 1, $1::text, $2::bytea, $3::bytea, clock_now()
      where not exists (select from signing_key)
      on conflict (no) do nothing
      """;

  /** $1 kid, $2 private part, $3 public part, $4 for how many seconds the old ones stay good. */
  static final String ROTATE =
      """
      with moment as materialized (
        select clock_now() as at, coalesce((select max(no) from signing_key), 0) as last
      ), retired as (
        update signing_key k
        set valid_until = least(k.valid_until, at + $4::float8 * interval '1 s')
        from moment where k.valid_until is null or $4 = 0
        returning k.valid_until
      )
      insert into signing_key (no, kid, private_key, public_key, created_at)
      select last + 1, $1::text, $2::bytea, $3::bytea, at from moment
      returning kid, created_at, (select max(valid_until) from retired) as old_until
      """;

  /**
   * $1 hash, $2 holder, $3 claims, $4 life in seconds, $5 how many of one holder. Of several at
   * once each counts those that stood before: there are no more too many than run at a time.
   */
  static final String KEEP_TICKET =
      """
      with held as materialized (
        select count(*) as n, clock_now() as at from ticket
        where holder = $2 and expires_at > clock_now()
      ), kept as (
        insert into ticket (hash, holder, claims, expires_at)
        select $1::bytea, $2::text, $3::jsonb, at + $4::float8 * interval '1 s' from held
        where n < $5::bigint
        returning expires_at
      )
      select expires_at from kept
      """;

  /** $1 hash. Whoever comes second finds it deleted. */
  static final String TAKE_TICKET =
      "delete from ticket where hash = $1 returning claims, expires_at > clock_now() as good";

  /** $1 id of a token, $2 how many single ones. */
  static final String REVOKE_TOKEN =
      """
      select revoke_tokens('token', $1, 'infinity')
      from (select count(*) as n from token_revocation where kind = 'token') x
      where n < $2::bigint
        or exists (select from token_revocation where kind = 'token' and subject = $1)
      """;

  /**
   * $1 id of a user, $2 how many users: beyond that only those who may have a token that is alive,
   * so that nobody fills the list with names.
   */
  static final String REVOKE_USER =
      """
      select revoke_tokens('user', $1::text, clock_now())
      from (select count(*) as n from token_revocation where kind = 'user') x
      where n < $2::bigint
        or exists (select from token_revocation where kind = 'user' and subject = $1)
        or exists (select from token_holder where user_id = $1::uuid and until > clock_now())
      """;

  /**
   * $1 transaction, $2 kind and $3 subject where the answer before ended, $4 how many. A number
   * that lies ahead is of another database than this one: then everything is told.
   */
  static final String REVOKED =
      """
      select s.oldest, r.tx, r.kind, r.subject, r.issued_until, r.until
      from (select pg_snapshot_xmin(x)::text::bigint as oldest, pg_snapshot_xmax(x)::text::bigint as ahead
            from pg_current_snapshot() x) s
      left join lateral (
        select tx, kind, subject, nullif(issued_until, 'infinity') as issued_until, until
        from token_revocation
        where (tx, kind, subject) > (case when $1::bigint <= s.ahead then $1 else 0 end, $2::text, $3::text)
          and until > clock_now()
        order by tx, kind, subject limit $4::bigint
      ) r on true
      """;

  /** The keys of today; many only if somebody rotates them without end. */
  static final String KEYS =
      """
      select kid, public_key, valid_until from signing_key
      where valid_until is null or valid_until > clock_now() order by no desc limit 64
      """;

  /** $1 how many of each. */
  static final String FORGET =
      """
      with revocations as (
        delete from token_revocation where (kind, subject) in (
          select kind, subject from token_revocation where until <= clock_now() limit $1::bigint)
        returning 1
      ), holders as (
        delete from token_holder where user_id in (
          select user_id from token_holder where until <= clock_now() limit $1 for update skip locked)
        returning 1
      ), tickets as (
        delete from ticket where hash in (
          select hash from ticket where expires_at <= clock_now() limit $1)
        returning 1
      ), subjects as (
        delete from subject_end where subject in (
          select subject from subject_end where at <= clock_now() - interval '25 hours'
          limit $1)
        returning 1
      ), keys as (
        delete from signing_key where valid_until <= clock_now()
      )
      select greatest((select count(*) from revocations), (select count(*) from holders),
        (select count(*) from tickets), (select count(*) from subjects)) as n
      """;

  private TokenSql() {}
}
