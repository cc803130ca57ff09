package dev.carillon.bench.simulation;

import dev.carillon.contract.mail.MailChange;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.PassRequest;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.notifier.domain.queue.Rescued;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The statements of workers on both. What PostgreSQL may choose, such as which of the mails that
 * are ready a claim takes, the model takes over; whether it may choose so is checked.
 */
final class TwinDatabase extends TwinChanges {
  TwinDatabase(World world, Mutation mutation, SimRows rows) {
    super(world, mutation, rows);
  }

  @Override
  List<Long> claim(long worker, int mails, int begin) {
    now();
    List<Batch> batches =
        rows.stores()
            .queue()
            .claim(worker, new QueueStore.Room(mails, Long.MAX_VALUE, begin))
            .await();
    List<Long> made = new ArrayList<>();
    for (Batch batch : batches) {
      List<UUID> ids = batch.mails().stream().map(Outgoing::id).toList();
      ids.forEach(id -> same(batch.attempt(), takeFromReady(id), "claim of " + id));
      ids.forEach(id -> same(batch.lane(), mail(id).traits.lane(), "the lane of " + id));
      long lease = take(worker, new Chunk(batch.lane(), batch.attempt(), ids, false), 0);
      lease(lease).begun.addAll(ids.stream().filter(batch::isBegun).toList());
      same(
          true,
          lease(lease).begun.size() == Math.min(begin, ids.size())
              || (lease(lease).begun.isEmpty() && ids.size() == 1),
          "how many mails a claim begins");
      leaseIds.put(lease, batch.leaseId());
      made.add(lease);
      batch.mails().forEach(this::compareTries);
    }
    same(batches.isEmpty(), allPaused || (made.isEmpty() && ready.isEmpty()), "an empty claim");
    compare("claim");
    return made;
  }

  /** What the worker is told of a mail, its past and what stands against it. */
  private void compareTries(Outgoing mail) {
    SimMail known = mail(mail.id());
    same(known.text, mail.content().text(), "what is said by " + mail.id());
    same(
        known.traits.throttled() ? SendDecision.ASK : SendDecision.SEND,
        mail.decision(),
        "what stands against " + mail.id());
    same(known.tries().unknown(), mail.tries().unknown(), "tries that perhaps sent " + mail.id());
    same(known.tries().declined(), mail.tries().declined(), "refusals of " + mail.id());
    same(known.date(clock()).toEpochMilli(), rows.millis(mail.date()), "the date of " + mail.id());
  }

  private Set<Long> ofTable(Set<Long> model) {
    return model.stream().map(id -> leaseIds.getOrDefault(id, -id)).collect(Collectors.toSet());
  }

  @Override
  Set<Long> settle(List<LeaseOutcome> results) {
    now();
    List<LeaseOutcome> translated = new ArrayList<>();
    for (LeaseOutcome one : results) {
      Batch b = one.batch();
      long id = leaseIds.getOrDefault(b.leaseId(), -b.leaseId());
      translated.add(
          new LeaseOutcome(
              new Batch(id, b.worker(), b.lane(), b.attempt(), b.mails(), b.begun()),
              one.outcome()));
    }
    Set<Long> living = rows.stores().queue().settle(translated).await();
    Set<Long> model = super.settle(results);
    same(ofTable(model), new HashSet<>(living), "settle");
    compare("settle");
    return model;
  }

  @Override
  Set<Long> heartbeat(Set<Long> ids, @Nullable Long worker) {
    now();
    Set<Long> living = rows.stores().queue().heartbeat(ofTable(ids), worker).await();
    Set<Long> model = super.heartbeat(ids, worker);
    same(ofTable(model), new HashSet<>(living), "heartbeat");
    compare("heartbeat");
    return model;
  }

  @Override
  Rescued rescue(
      Set<Long> ownWorkers,
      Set<Long> ownLeases,
      Set<Long> gone,
      Set<Long> overdue,
      CrashRules rules) {
    now();
    Rescued rescued =
        rows.stores()
            .queue()
            .rescue(ownWorkers, ofTable(ownLeases), gone, ofTable(overdue), rules)
            .await();
    Rescued model = super.rescue(ownWorkers, ownLeases, gone, overdue, rules);
    same(new HashSet<>(model.changes()), new HashSet<>(rescued.changes()), "rescue");
    same(model.gone(), rescued.gone(), "workers that are gone");
    same(ofTable(model.expired()), rescued.expired(), "expired leases");
    same(ofTable(model.unheard()), rescued.unheard(), "leases that nobody heard of");
    compare("rescue");
    return model;
  }

  @Override
  Set<Long> begin(Map<Long, List<UUID>> begin) {
    now();
    Map<Long, List<UUID>> ofTable = new HashMap<>();
    begin.forEach((lease, ids) -> ofTable.put(leaseIds.getOrDefault(lease, -lease), ids));
    Set<Long> living = rows.stores().queue().begin(ofTable).await();
    Set<Long> model = super.begin(begin);
    same(ofTable(model), new HashSet<>(living), "begin");
    compare("begin");
    return model;
  }

  @Override
  List<UUID> promote() {
    now();
    List<MailChange> promoted = rows.stores().queue().promote().await();
    List<UUID> model = super.promote();
    same(new HashSet<>(model), ids(promoted), "promote");
    compare("promote");
    return model;
  }

  @Override
  List<SendDecision> takePasses(List<PassRequest> requests) {
    now();
    List<PassRequest> translated =
        requests.stream()
            .map(
                r ->
                    new PassRequest(
                        leaseIds.getOrDefault(r.leaseId(), -r.leaseId()),
                        r.mailId(),
                        r.recipient(),
                        r.template()))
            .toList();
    List<SendDecision> said = rows.stores().queue().takePasses(translated).await();
    List<SendDecision> model = super.takePasses(requests);
    for (int i = 0; i < model.size(); i++) {
      UUID mail = requests.get(i).mailId();
      same(model.get(i).kind(), said.get(i).kind(), "the pass of " + mail);
      Instant until = said.get(i).until();
      same(
          String.valueOf(model.get(i).until()),
          String.valueOf(until == null ? null : Instant.ofEpochMilli(rows.millis(until))),
          "until when " + mail + " waits");
    }
    compare("passes");
    return model;
  }

  @Override
  List<UUID> release() {
    now();
    List<MailChange> released = rows.stores().queue().release().await();
    List<UUID> model = super.release();
    same(new HashSet<>(model), ids(released), "release");
    compare("release");
    return model;
  }

  private static Set<UUID> ids(List<MailChange> changes) {
    Set<UUID> ids = new LinkedHashSet<>();
    changes.forEach(change -> ids.add(change.id()));
    return ids;
  }
}
