package dev.carillon.notifier.meter;

import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.PassRequest;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.QueueStore;
import dev.carillon.notifier.domain.queue.Rescued;
import dev.carillon.notifier.domain.trace.MailTrace;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queue, with everything counted that its commits have decided; and a line for each death. */
final class MeteredQueue implements QueueStore {
  private static final Logger LOG = LoggerFactory.getLogger(MeteredQueue.class);

  private final QueueStore queue;
  private final MailMeters meters;

  MeteredQueue(QueueStore queue, MailMeters meters) {
    this.queue = queue;
    this.meters = meters;
  }

  /** What is counted together. */
  private record Key(AttemptOutcome.Kind kind, String label) {}

  @Override
  public Future<Set<Long>> settle(List<LeaseOutcome> results) {
    return queue.settle(results).onSuccess(living -> settled(results, living));
  }

  private void settled(List<LeaseOutcome> results, Set<Long> living) {
    Map<Key, Integer> byTemplate = new HashMap<>();
    Map<Key, Integer> byServer = new HashMap<>();
    for (LeaseOutcome one : results) {
      AttemptOutcome outcome = one.outcome();
      String server = MailTrace.server(one.trace());
      if (!living.contains(one.batch().leaseId())) {
        meters.lost(one.batch().leaseId());
        meters.stale(outcome.kind()).increment();
        continue;
      }
      byTemplate.merge(
          new Key(outcome.kind(), meters.template(outcome.template())), 1, Integer::sum);
      if (server != null) {
        byServer.merge(new Key(outcome.kind(), meters.server(server)), 1, Integer::sum);
      }
      if (outcome.kind() == AttemptOutcome.Kind.DEAD) {
        sayDead(outcome, one.batch().attempt(), server);
      }
    }
    byTemplate.forEach((key, n) -> meters.settled(key.kind(), key.label(), n));
    byServer.forEach((key, n) -> meters.byServer(key.kind(), key.label()).increment(n));
  }

  private static void sayDead(AttemptOutcome outcome, int attempt, @Nullable String server) {
    LOG.warn(
        "Mail {} is dead after attempt {} (template {}, server {}, in {}, reply {});"
            + " it stays so until somebody tries it again",
        outcome.mailId(),
        attempt,
        outcome.template(),
        server,
        outcome.phase().lower(),
        Delivery.codes(outcome.reply()));
  }

  @Override
  public Future<List<SendDecision>> takePasses(List<PassRequest> requests) {
    return queue
        .takePasses(requests)
        .onSuccess(said -> said.forEach(one -> meters.pass(one.kind()).increment()));
  }

  @Override
  public Future<Rescued> rescue(
      Set<Long> ownWorkers,
      Set<Long> ownLeases,
      Set<Long> gone,
      Set<Long> overdue,
      CrashRules rules) {
    return queue.rescue(ownWorkers, ownLeases, gone, overdue, rules).onSuccess(this::rescued);
  }

  private void rescued(Rescued rescued) {
    List<MailChange> mails = rescued.changes();
    if (mails.isEmpty()) {
      return;
    }
    meters.rescued(true, rescued.begun());
    meters.rescued(false, mails.size() - rescued.begun());
    meters.rescuedTo("unknown", in(MailState.UNKNOWN, mails));
    meters.rescuedTo("dead", in(MailState.DEAD, mails));
    LOG.warn(
        "{} mails of processes that are gone were taken back; {} of them had begun",
        mails.size(),
        rescued.begun());
    for (MailChange mail : mails) {
      if (mail.state() == MailState.DEAD) {
        LOG.warn("Mail {} is dead: too many processes have died with it", mail.id());
      }
    }
  }

  private static int in(MailState state, List<MailChange> mails) {
    return Math.toIntExact(mails.stream().filter(mail -> mail.state() == state).count());
  }

  @Override
  public Future<Duration> untilDue() {
    return queue.untilDue();
  }

  @Override
  public Future<List<Batch>> claim(long worker, Room room) {
    return queue.claim(worker, room);
  }

  @Override
  public Future<Set<Long>> begin(Map<Long, List<UUID>> mails) {
    return queue.begin(mails);
  }

  @Override
  public Future<Set<Long>> heartbeat(Set<Long> leases, @Nullable Long worker) {
    return queue.heartbeat(leases, worker);
  }

  @Override
  public Future<List<MailChange>> promote() {
    return queue.promote();
  }

  @Override
  public Future<List<MailChange>> release() {
    return queue.release();
  }
}
