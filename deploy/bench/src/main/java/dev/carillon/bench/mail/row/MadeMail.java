package dev.carillon.bench.mail.row;

import dev.carillon.bench.mail.round.Meter;

/** Mail that is made by the database, a million in some seconds, and where it waits. */
final class MadeMail {
  /** ${mails} of them, numbered from 1 in the table {@code made}: ids of now, in their order. */
  private static final String MAKE =
      """
      set synchronous_commit = off;
      create temp table made as
      select i, (substr(notifier.uuid_from(now())::text, 1, 14) || '7000-8000-'
             || lpad(to_hex(i), 12, '0'))::uuid as id
      from generate_series(1, ${mails}) i;
      insert into notifier.mail (id, recipient, subject, body, message_id, template, accepted_at, lane,
        critical)
      select id, 'bench@carillon.test', 'Bench', '{"text":"' || repeat('x', 300) || '"}',
             '<' || id || '@carillon.test>', ${template}, now(), ${lane}, false
      from made order by id;
      insert into notifier.accept_batch (n, at, mail_ids)
      select count(*), now(), array_agg(id order by id) from made group by (i - 1) / 500 order by 1
      """;

  private static final String DONE = "drop table made; reset synchronous_commit";

  private final Meter meter;

  MadeMail(Meter meter) {
    this.meter = meter;
  }

  /** In the queue, in rows of so many each, behind what has been there. */
  void queued(int mails, int chunk, String template, int lane) {
    make(mails, template, Integer.toString(lane));
    meter.change(
        """
        insert into notifier.ready (lane, pos, mail_ids, bytes)
        select %2$d, coalesce((select pos from notifier.ready_head where lane = %2$d), 0) + max(i),
               array_agg(id order by id), count(*) * 300
        from made group by (i - 1) / %1$d order by 2
        """
            .formatted(chunk, lane));
    done("notifier.mail, notifier.ready");
  }

  /** Scheduled for one moment, which has come; the lane is what is left of the number by three. */
  void due(int mails) {
    make(mails, "", "i % 3");
    meter.change(
        """
        insert into notifier.deferred (mail_id, run_at, lane, attempt, reason, sender, bytes)
        select id, date_trunc('second', now()), i % 3, 1, 's', '', 300 from made order by id
        """);
    done("notifier.mail, notifier.deferred");
  }

  private void make(int mails, String template, String lane) {
    String of = template.isEmpty() ? "null" : "'" + template + "'";
    meter.change(
        MAKE.replace("${mails}", Integer.toString(mails))
            .replace("${template}", of)
            .replace("${lane}", lane));
  }

  private void done(String tables) {
    meter.change(DONE);
    meter.change("vacuum analyze " + tables);
    meter.change("checkpoint");
  }
}
