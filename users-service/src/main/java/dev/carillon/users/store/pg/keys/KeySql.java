package dev.carillon.users.store.pg.keys;

/** The statements of the table of API keys. */
final class KeySql {
  private static final String COLUMNS =
      "name, scopes, created_at, created_by, last_used, expires_at, revoked_at, revoked_by";

  /** A key that is good now. */
  private static final String GOOD =
      "revoked_at is null and (expires_at is null or expires_at > clock_now())";

  /**
   * $1 name, $2 hash, $3 scopes, $4 who adds it, $5 when it expires, $6 how many keys may be good
   * at a time. Always one row: whether the time lies ahead, whether there was room, and the key if
   * both.
   */
  static final String CREATE =
      """
      with allowed as materialized (
        select $5::timestamptz is null or $5 > clock_now() as timely,
               (select count(*) from api_key where %s) < $6::bigint as room
      ), created as (
        insert into api_key (name, hash, scopes, created_at, created_by, expires_at)
        select $1::text, $2::bytea, $3::text[], clock_now(), $4::text, $5
        from allowed where timely and room
        returning %s
      )
      select timely, room, created.* from allowed left join created on true
      """
          .formatted(GOOD, COLUMNS);

  /** $1 name. */
  static final String GET = "select " + COLUMNS + " from api_key where name = $1";

  /** $1 the name where the page before ended, $2 limit. */
  static final String LIST =
      "select " + COLUMNS + " from api_key where name > $1 order by name limit $2";

  /** $1 name, $2 who revokes it. No row for an unknown name. */
  static final String REVOKE =
      """
      with known as (
        select name from api_key where name = $1
      ), revoked as (
        update api_key set revoked_at = clock_now(), revoked_by = $2
        where name = $1 and revoked_at is null
      )
      select name from known
      """;

  /** $1 hashes. The list's version in every row, and in one without a key if none is good. */
  static final String VERIFY =
      """
      select list.version, found.hash, found.name, found.scopes, found.expires_at
      from api_key_list list left join (
        select hash, name, scopes, expires_at from api_key where hash = any($1::bytea[]) and %s
      ) found on true
      """
          .formatted(GOOD);

  /**
   * $1 names of keys that were used; what somebody else writes at the moment is left to the next
   * time. The version is the one that stood before.
   */
  static final String USED =
      """
      with due as (
        select name from api_key
        where name = any($1::text[])
          and (last_used is null or last_used < clock_now() - interval '1 minute')
        for update skip locked
      ), noted as (
        update api_key set last_used = clock_now() from due where api_key.name = due.name
      )
      select version from api_key_list
      """;

  /** The version of the list. */
  static final String VERSION = "select version from api_key_list";

  private KeySql() {}
}
