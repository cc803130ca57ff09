package dev.carillon.notifier.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.mail.From;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.notifier.NotifierStores;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.QueueCapacity;
import dev.carillon.notifier.domain.queue.QuietHours;
import dev.carillon.notifier.domain.queue.WorkerSession;
import dev.carillon.notifier.queue.Intake;
import dev.carillon.notifier.queue.LeaseKeeper;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The product's worker between real tables and a server of the test, moved step by step. */
final class SmtpWorker implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  final LeaseKeeper leases;
  private final Context context;
  private final SmtpMailer mailer;
  private final WorkerSession session;
  private final Intake intake;
  private final BlockingQueue<MailChange> changes = new LinkedBlockingQueue<>();

  SmtpWorker(Vertx vertx, NotifierStores stores, int port, QuietHours quiet) {
    this.context = vertx.getOrCreateContext();
    SmtpServerConfig server =
        new SmtpServerConfig(
            "localhost",
            port,
            "test",
            null,
            null,
            SmtpServerConfig.Tls.NONE,
            null,
            1,
            LIMIT,
            LIMIT);
    this.mailer =
        new SmtpMailer(
            vertx,
            Timers.of(vertx),
            Clocks.system(),
            new SmtpConfig(List.of(server), new From("from@test", null), Set.of(), null, false),
            stores.serverPermits());
    this.session = stores.workerSession();
    this.leases =
        new LeaseKeeper(
            stores.queue(), session, Clocks.system(), changes::addAll, CrashRules.DEFAULT);
    this.intake =
        new Intake(
            stores.queue(),
            leases,
            mailer,
            new OutcomePolicy(false, quiet, () -> 0.5),
            QueueCapacity.DEFAULT,
            Timers.of(vertx),
            action -> context.runOnContext(v -> action.run()));
  }

  /** Puts what is due into the queue, and takes what is in it. */
  void step() {
    on(leases::dueOnce);
    on(intake::claimOnce);
  }

  /** Takes over what dead workers have. */
  void rescue() {
    on(leases::upkeepOnce);
  }

  void rules(SmtpServerRule... rules) {
    on(
        () -> {
          mailer.rules(List.of(rules));
          return Future.succeededFuture();
        });
  }

  /** Steps, and waits until a mail is where that leads it. */
  MailState stepUntilEnd(UUID id) {
    step();
    MailState state = next(id);
    while (state == MailState.READY || state == MailState.SENDING) {
      state = next(id);
    }
    return state;
  }

  /** The next state that is told of a mail. */
  MailState next(UUID id) {
    try {
      MailChange change = changes.poll(30, TimeUnit.SECONDS);
      while (change != null && !change.id().equals(id)) {
        change = changes.poll(30, TimeUnit.SECONDS);
      }
      assertThat(change).as("a change of %s", id).isNotNull();
      return change.state();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** As a process that is killed: its session ends, and nothing that it has ends. */
  void die() {
    await(session.close());
  }

  @Override
  public void close() {
    die();
    on(mailer::close);
  }

  private <T> T on(Supplier<Future<T>> action) {
    Promise<T> result = Promise.promise();
    context.runOnContext(v -> action.get().onComplete(result));
    return await(result.future());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
