package dev.carillon.bench.simulation;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.notifier.domain.accept.Accept;
import dev.carillon.notifier.domain.accept.MailAcceptance;
import dev.carillon.notifier.domain.accept.StoredMails;
import dev.carillon.notifier.domain.control.ChangeResult;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.request.Actor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The model beside real tables: what comes from outside is done on both at one moment, their
 * answers are compared, and after it all tables, line by line.
 */
class TwinChanges extends SimDatabase {
  private static final Actor PERSON = new Actor("person", "");

  final Map<Long, Long> leaseIds = new HashMap<>(); // of the model: of the table
  final SimRows rows;
  private final TwinPlaces places;

  TwinChanges(World world, Mutation mutation, SimRows rows) {
    super(world, mutation);
    this.rows = rows;
    this.places = new TwinPlaces(this, rows);
    rows.empty();
  }

  @Override
  boolean restarts() {
    return false; // the moment of a start is the server's own
  }

  final void now() {
    rows.at(clock());
  }

  static void same(Object model, Object table, String what) {
    if (!model.equals(table)) {
      throw new Difference(what + ": the model says " + model + ", PostgreSQL " + table);
    }
  }

  final void compare(String after) {
    places.compare(after);
  }

  @Override
  UUID accept(SimMail mail, long delay, @Nullable Long worker) {
    now();
    NewMail stored = mail.wanted(delay, null);
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
  UUID acceptInWindow(SimMail mail, Window window) {
    now();
    NewMail wanted = mail.wanted(0, window);
    rows.stores().accepts().acceptAlone((Accept.Alone) MailAcceptance.decide(wanted, null)).await();
    UUID id = super.acceptInWindow(mail, window);
    compare("accept in a window");
    return id;
  }

  @Override
  boolean reschedule(UUID id, long delay) {
    now();
    ChangeResult result =
        rows.stores().controls().reschedule(id, rows.instant(clock() + delay), PERSON).await();
    boolean changed = super.reschedule(id, delay);
    same(changed, result == ChangeResult.CHANGED, "reschedule");
    compare("reschedule");
    return changed;
  }

  @Override
  boolean retry(UUID id) {
    now();
    boolean revived = rows.stores().controls().retry(id, PERSON).await();
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
