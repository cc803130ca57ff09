package dev.carillon.bench.mail.round;

/**
 * What a round came to, per mail.
 *
 * @param wal bytes
 * @param writes transactions that wrote something
 */
public record Round(
    long mails,
    double perSecond,
    double wal,
    double writes,
    double postgresMicros,
    double processMicros) {
  /** Between two readings. */
  public static Round between(Meter.Reading before, Meter.Reading after, long mails) {
    return new Round(
        mails,
        mails * 1e9 / (after.nanos() - before.nanos()),
        (double) (after.wal() - before.wal()) / mails,
        (double) (after.writes() - before.writes()) / mails,
        after.postgresCpu().minus(before.postgresCpu()).toNanos() / 1e3 / mails,
        after.cpu().minus(before.cpu()).toNanos() / 1e3 / mails);
  }
}
