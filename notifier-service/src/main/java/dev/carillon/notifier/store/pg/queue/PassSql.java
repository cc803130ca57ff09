package dev.carillon.notifier.store.pg.queue;

/** The statements of passes and parked mail; what they do is a function of the schema. */
final class PassSql {
  /**
   * Arrays, an element for each mail: $1 lease, $2 mail, $3 address, $4 template. Gives nothing for
   * a mail that its lease no longer holds.
   */
  static final String TAKE = "select mail, verdict from take_passes($1, $2, $3, $4)";

  /** $1 where each lane is, $2 the most keys, $3 the most mails. */
  static final String RELEASE = "select mail as id, false as hold from release_parked($1, $2, $3)";

  private PassSql() {}
}
