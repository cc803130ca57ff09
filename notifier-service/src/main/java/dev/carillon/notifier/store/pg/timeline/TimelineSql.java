package dev.carillon.notifier.store.pg.timeline;

import dev.carillon.notifier.store.pg.OnSchedule;
import dev.carillon.notifier.store.pg.StateCode;

/** The statement that tells what happened to a mail. */
final class TimelineSql {
  /**
   * $1 mail. One statement, so one snapshot; nothing where the mail is not known. Of a digest the
   * mails that it gathered, the last 200; of attempts the first 100, of what was done to it, of
   * pauses and of moves of the clock of schedules in its time, the last 100.
   */
  static final String EVENTS =
      StateCode.sql(
          """
          with recursive known as materialized (
            select id, accepted_at, sender, request, replaces, recipient, due, template,
                   due <= accepted_at + coalesce( -- it was over already
                     (select j.shift from schedule_jump j where j.at <= accepted_at order by j.id desc limit 1),
                     (select j.shift - j.step from schedule_jump j order by j.id limit 1),
                     (select shift from schedule_shift)) as over
            from mails where id = $1
            union all
            select id, accepted_at, sender, request, null, null, null, null, null
            from mail_record where id = $1
          ), settled as materialized (
            select state, attempt, at, reply, merged_into, trace, began
            from outcome where mail_id = $1
            union all
            select state, attempt, settled_at, null, merged_into, null, null
            from mail_record where id = $1
          ), gathered as (
            select k.id as into_mail, k.replaces as id, 1 as n from known k
            union all
            select g.id, (select m.replaces from mails m where m.id = g.id), g.n + 1
            from gathered g join outcome o on o.mail_id = g.id and o.merged_into = g.into_mail
            where g.n < 200
          ), tries as (
            select n, at, outcome, phase, reply, began, trace from attempt where mail_id = $1
            order by at, n limit 100
          ), claims as (
            select began as at, split_part(trace, '|', 1)::bigint as worker
            from tries where began is not null and trace is not null
            union
            select began, split_part(trace, '|', 1)::bigint
            from settled where began is not null and trace is not null
            union
            (select at, worker from mail_claim where mail_id = $1 order by at desc limit 200)
            union
            select taken_at, worker from lease where $1 = any(mail_ids) and taken_at is not null
          ), changes as (
            select at, kind, actor, request, state, since, until from mail_change
            where mail_id = $1 order by at desc limit 100
          ), life as materialized (
            select accepted_at, coalesce((select max(at) from settled), 'infinity') as ended, template,
                   (due is not null and not over) or exists (select from changes c where c.until is not null)
                     or exists (select from mail_hold h where h.mail_id = id) as on_schedule
            from known
          ), pauses as (
            select greatest(p.since, k.accepted_at) as since, p.actor, p.ended_by,
                   case when p.until < k.ended then p.until end as until,
                   coalesce(nullif(p.template, ''), 'all mail') as rule
            from life k, (
              select template, since, actor, null::timestamptz as until, null as ended_by from pause
              union all
              select template, since, actor, until, ended_by from pause_past) p
            where p.template in ('', k.template) and (p.until is null or p.until > k.accepted_at)
              and p.since < k.ended
            order by p.since desc limit 100
          ), jumps as (
            select j.at, j.actor, 'PT' || extract(epoch from j.step)::bigint || 'S' as step, j.at + j.shift as shown
            from life k join schedule_jump j on k.on_schedule and j.at > k.accepted_at and j.at < k.ended
            order by j.id desc limit 100
          ), events as (
            select 0 as rank, k.accepted_at as at, 'accepted' as kind, k.sender as by,
                   k.request, null::text as rule, null::timestamptz as until, null::integer as times,
                   null::uuid as mail, null::smallint as n, null::timestamptz as began,
                   null::text as trace, null::text as outcome, null::text as phase,
                   null::text as state, null::text as reply, null::bigint as worker
            from known k
            union all
            select 1, k.accepted_at, 'scheduled', null, null, null, k.due, null,
                   null, null, null, null, null, null,
                   case when k.over then 'ready' end, null, null
            from known k where k.due is not null and (k.over or not exists (
              select from deferred d where d.mail_id = $1 and d.reason = {SCHEDULED}))
              and not exists (select from settled s where s.state = {MERGED})
            union all
            select 1, greatest(o.at, (select k.accepted_at from known k)), 'gathered', null, null, null, null, null,
                   g.id, null, null, null, null, null, null, null, null
            from gathered g join outcome o on o.mail_id = g.id and o.merged_into = g.into_mail
            union all
            select 2, h.since, 'held', null, null, h.rule, h.until, h.times,
                   null, null, null, null, null, null, 'held', null, null
            from mail_hold h where h.mail_id = $1
            union all
            select 2, greatest(c.at, (select k.accepted_at from known k)), 'claimed', null, null, null, null, null,
                   null, null, null, null, null, null, null, null, c.worker
            from claims c
            union all
            select 3, t.at, 'attempt', null, null, null, null, null,
                   null, t.n, t.began, t.trace, t.outcome, t.phase, null, t.reply,
                   split_part(t.trace, '|', 1)::bigint
            from tries t
            union all
            select 3, s.at, 'attempt', null, null, null, null, null,
                   null, s.attempt, s.began, s.trace, 'sent', 'replied', null, s.reply,
                   split_part(s.trace, '|', 1)::bigint
            from settled s where s.state = {SENT}
            union all
            select 4, s.at, case when s.state = {MERGED} then 'merged' else 'settled' end,
                   null, null, null, null, null,
                   merged_end(s.merged_into), null, null, null, null, null, %s, s.reply, null
            from settled s
            union all
            select 4, c.since, 'settled', null, null, null, null, null,
                   null, null, null, null, null, null, %s,
                   (select t.reply from tries t where t.at = c.since order by t.n limit 1), null
            from changes c where c.since is not null
            union all
            select 5, c.at, c.kind, c.actor, c.request, null, c.until, null,
                   null, null, null, null, null, null, null, null, null
            from changes c
            union all
            select 2, p.since, 'paused', p.actor, null, p.rule, null, null,
                   null, null, null, null, null, null, null, null, null
            from pauses p
            union all
            select 2, p.until, 'resumed', p.ended_by, null, p.rule, null, null,
                   null, null, null, null, null, null, null, null, null
            from pauses p where p.until is not null
            union all
            select 1, j.at, 'shifted', j.actor, null, j.step, j.shown, null,
                   null, null, null, null, null, null, null, null, null
            from jumps j
            union all
            select 6, clock_now(), 'waits', null, null, null,
                   case when d.run_at < clock_now() + interval '1000 days' then %s end, null,
                   null, null, null, null, null, null, %s, d.last_error, null
            from deferred d where d.mail_id = $1 and not exists (select from settled)
          )
          select events.*, (select w.node from worker_node w where w.worker = events.worker) as node,
                 (select k.recipient from known k where k.recipient is not null) as recipient
          from events where exists (select from known) order by at, rank, n
          """
              .formatted(
                  StateCode.Column.OUTCOME.word("s.state"),
                  StateCode.Column.OUTCOME.word("c.state"),
                  OnSchedule.told("d", "(select m.expires_at from mails m where m.id = d.mail_id)"),
                  StateCode.Column.DEFERRED.word("d.reason")));

  private TimelineSql() {}
}
