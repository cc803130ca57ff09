package dev.carillon.bench.simulation;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.Priority;
import dev.carillon.notifier.domain.accept.Accept;
import dev.carillon.notifier.domain.accept.MailAcceptance;
import dev.carillon.notifier.domain.accept.StoredMails;
import dev.carillon.notifier.domain.control.ChangeResult;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.notifier.domain.queue.Rescued;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The model beside real tables: each statement is done on both at one moment, their answers are
 * compared, and after it all tables, line by line. What PostgreSQL may choose, such as which of the
 * mails that are ready a claim takes, the model takes over; whether it may choose so is checked.
 */
final class TwinDatabase extends SimDatabase {
  private static final Duration NEVER_FULL = Duration.ofDays(1);

  private final SimRows rows;
  private final Map<Long, Long> leaseIds = new HashMap<>(); // of the model: of the table

  /** The two do not agree. */
  static final class Difference extends RuntimeException {
    private static final long serialVersionUID = 1;

    Difference(String message) {
      super(message, null, false, false);
    }
  }

  TwinDatabase(World world, Mutation mutation, SimRows rows) {
    super(world, mutation);
    this.rows = rows;
    rows.empty();
  }

  @Override
  boolean restarts() {
    return false; // the moment of a start is the server's own
  }

  private void now() {
    rows.at(clock());
  }

  private static void same(Object model, Object table, String what) {
    if (!model.equals(table)) {
      throw new Difference(what + ": the model says " + model + ", PostgreSQL " + table);
    }
  }

  /** Line by line. */
  private void compare(String after) {
    Set<String> model = new TreeSet<>(places());
    Set<String> table = new TreeSet<>(rows.places().lines().toList());
    if (!model.equals(table)) {
      Set<String> onlyModel = new TreeSet<>(model);
      onlyModel.removeAll(table);
      table.removeAll(model);
      throw new Difference(
          "after " + after + " only the model has " + onlyModel + ", only PostgreSQL " + table);
    }
  }

  private List<String> places() {
    List<String> all = new ArrayList<>();
    ready.forEach(c -> c.ids().forEach(id -> all.add(line(id, c))));
    leases
        .values()
        .forEach(
            l ->
                l.ids.forEach(
                    id ->
                        all.add(
                            "lease %s %d %d %s %d"
                                .formatted(
                                    id,
                                    l.attempt,
                                    l.worker,
                                    l.begun.contains(id) ? "t" : "f",
                                    rows.epochMillis() + l.until))));
    deferred.forEach(
        (id, d) ->
            all.add(
                "deferred %s %d %s %d"
                    .formatted(
                        id,
                        d.attempt(),
                        d.scheduled() ? "s" : "r",
                        rows.epochMillis() + d.runAt())));
    for (SimMail mail : mails.values()) {
      if (mail.outcome != null) {
        all.add("outcome " + mail.id + " " + letter(mail));
      }
      mail.notes().forEach(note -> all.add("attempt " + mail.id + " " + note));
    }
    return all;
  }

  private static String line(UUID id, Chunk chunk) {
    return "ready " + id + " " + chunk.attempt() + " " + (chunk.alone() ? "t" : "f");
  }

  private static String letter(SimMail mail) {
    return switch (Objects.requireNonNull(mail.outcome)) {
      case SENT -> "s";
      case DEAD -> "d";
      case UNKNOWN -> "u";
      case CANCELLED -> "c";
      case EXPIRED -> "e";
      case SUPPRESSED -> mail.merged ? "m" : "p";
      default -> "?";
    };
  }

  private NewMail mail(SimMail mail, long delay, @Nullable Window window) {
    return new NewMail(
        mail.id,
        "a@b.c",
        null,
        null,
        "S",
        Content.text("text"),
        "<" + mail.id + ">",
        MailTags.NONE,
        new MailSchedule(
            null,
            delay > 0 ? Duration.ofMillis(delay) : null,
            false,
            null,
            Priority.NORMAL,
            mail.key,
            window),
        null);
  }

  @Override
  UUID accept(SimMail mail, long delay, @Nullable Long worker) {
    now();
    NewMail stored = mail(mail, delay, null);
    UUID id;
    if (worker == null || !stored.schedule().atOnce()) {
      Accepted accepted = rows.stores().inserts().enqueue(List.of(stored)).await().get(0);
      id = super.accept(mail, delay, null);
      same(id, accepted.id(), "accept");
    } else {
      StoredMails leased = rows.stores().inserts().lease(List.of(stored), worker).await();
      id = super.accept(mail, delay, worker);
      Long lease = leaseOf(id);
      same(lease != null, !leased.leased().isEmpty(), "direct lease");
      if (lease != null) {
        leaseIds.put(lease, leased.leased().get(0).leaseId());
      }
    }
    compare("accept");
    return id;
  }

  @Override
  UUID acceptInWindow(SimMail mail, long delay, String window) {
    now();
    NewMail stored =
        mail(mail, delay, new Window(null, window, Duration.ofMillis(delay), NEVER_FULL));
    rows.stores().accepts().acceptAlone((Accept.Alone) MailAcceptance.decide(stored, null)).await();
    UUID id = super.acceptInWindow(mail, delay, window);
    compare("accept in a window");
    return id;
  }

  @Override
  boolean reschedule(UUID id, long delay) {
    now();
    ChangeResult result =
        rows.stores().controls().reschedule(id, rows.instant(clock() + delay)).await();
    boolean changed = super.reschedule(id, delay);
    same(changed, result == ChangeResult.CHANGED, "reschedule");
    compare("reschedule");
    return changed;
  }

  @Override
  boolean retry(UUID id) {
    now();
    boolean revived = rows.stores().controls().retry(id).await();
    boolean model = super.retry(id);
    same(model, revived, "retry");
    compare("retry");
    return model;
  }

  @Override
  boolean cancel(UUID id) {
    now();
    ChangeResult result = rows.stores().controls().cancel(id, "called back").await();
    boolean changed = super.cancel(id);
    same(changed, result == ChangeResult.CHANGED, "cancel");
    compare("cancel");
    return changed;
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
      long lease = lease(worker, batch.attempt(), ids, 0);
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

  /** What the worker is told of a mail's past. */
  private void compareTries(Outgoing mail) {
    SimMail known = mail(mail.id());
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

  private static Set<UUID> ids(List<MailChange> changes) {
    Set<UUID> ids = new LinkedHashSet<>();
    changes.forEach(change -> ids.add(change.id()));
    return ids;
  }

  @Override
  long newWorker() {
    long worker = super.newWorker();
    rows.lock(worker);
    return worker;
  }

  @Override
  void freeLock(long worker) {
    super.freeLock(worker);
    rows.unlock(worker);
  }

  @Override
  void pauseAll(boolean paused) {
    super.pauseAll(paused);
    rows.pauseAll(paused);
  }
}
