package dev.carillon.bench.mail;

import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.delivery.Tries;
import dev.carillon.notifier.domain.delivery.WireState;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.MailTags;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Rounds in turns, A B A B, and what they say together. */
final class MailRounds {
  private static final int WARM_UPS = 3;
  private static final int SMTP_IN_FLIGHT = 64;
  private static final Content TEXT = Content.text(ProductQueue.TEXT);

  private final Context context;
  private final Meter meter;
  private final int rounds;
  private final Map<String, List<Long>> pickups = new TreeMap<>();
  private boolean balanced = true;

  /** What a round came to, per mail. */
  record Round(
      int mails,
      double perSecond,
      double wal,
      double writes,
      double postgresMicros,
      double jvmMicros) {}

  MailRounds(Vertx vertx, Meter meter, int rounds) {
    this.context = vertx.getOrCreateContext();
    this.meter = meter;
    this.rounds = rounds;
  }

  boolean balanced() {
    return balanced;
  }

  void compare(
      String what, Contestant product, Contestant classic, Function<Contestant, Round> round) {
    List<Round> ours = new ArrayList<>();
    List<Round> theirs = new ArrayList<>();
    for (Contestant contestant : List.of(product, classic)) {
      warmUp(contestant, round);
    }
    for (int i = 0; i < rounds; i++) {
      ours.add(round.apply(product));
      theirs.add(round.apply(classic));
    }
    System.out.printf(
        Locale.ROOT,
        "  %-8s product / %s = %.2f in mails/s (%.0f / %.0f), WAL %.2f (%.0f / %.0f bytes),"
            + " writing transactions %.4f / %.4f per mail, CPU of PostgreSQL %.1f / %.1f us and of"
            + " the JVM %.1f / %.1f us%n",
        what,
        classic.name(),
        median(ours, Round::perSecond) / median(theirs, Round::perSecond),
        median(ours, Round::perSecond),
        median(theirs, Round::perSecond),
        median(ours, Round::wal) / median(theirs, Round::wal),
        median(ours, Round::wal),
        median(theirs, Round::wal),
        median(ours, Round::writes),
        median(theirs, Round::writes),
        median(ours, Round::postgresMicros),
        median(theirs, Round::postgresMicros),
        median(ours, Round::jvmMicros),
        median(theirs, Round::jvmMicros));
    pickups.forEach((name, all) -> System.out.println("           " + name + pickup(all)));
    pickups.clear();
  }

  private static String pickup(List<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(n -> n).sorted().toArray();
    return sorted.length == 0
        ? ""
        : String.format(
            Locale.ROOT,
            " picked up after p50 %.1f ms, p99 %.1f ms",
            sorted[sorted.length / 2] / 1e6,
            sorted[sorted.length * 99 / 100] / 1e6);
  }

  /** Until it is compiled; not counted. */
  private static void warmUp(Contestant contestant, Function<Contestant, Round> round) {
    for (int i = 0; i < WARM_UPS; i++) {
      Round uncounted = round.apply(contestant);
      if (uncounted.perSecond() <= 0) {
        throw new IllegalStateException(contestant.name() + " does nothing");
      }
    }
  }

  /** A backlog is worked off, without accepting. */
  Round drain(Contestant contestant, int mails) {
    contestant.clear();
    contestant.preload(mails);
    meter.change("analyze; checkpoint");
    Meter.Reading before = meter.read();
    contestant.work(mails).await();
    Meter.Reading after = meter.read();
    contestant.rest().await();
    check(contestant, contestant.settled(), mails);
    return round(before, after, mails);
  }

  /** Each of the callers stores a mail when its last one is settled. */
  Round live(Contestant contestant, int callers, int seconds) {
    contestant.clear();
    contestant.work(Integer.MAX_VALUE);
    pickups.computeIfAbsent(contestant.name(), n -> new ArrayList<>()).clear();
    Round round = closedLoop(contestant::deliver, callers, seconds);
    pickups.getOrDefault(contestant.name(), new ArrayList<>()).addAll(contestant.pickups());
    contestant.rest().await();
    check(contestant, contestant.settled(), round.mails());
    return round;
  }

  /** Each of the callers stores a mail when its last one is stored; nobody works on them. */
  Round accept(Contestant contestant, int callers, int seconds) {
    contestant.clear();
    Round round = closedLoop(contestant::accept, callers, seconds);
    check(contestant, contestant.stored(), round.mails());
    return round;
  }

  private Round closedLoop(Supplier<Future<Void>> action, int callers, int seconds) {
    meter.change("checkpoint");
    AtomicInteger settled = new AtomicInteger();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    Meter.Reading before = meter.read();
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      Promise<Void> done = Promise.promise();
      context.runOnContext(v -> again(action, end, settled, done));
      all.add(done.future());
    }
    Future.all(all).await();
    return round(before, meter.read(), settled.get());
  }

  private void again(
      Supplier<Future<Void>> action, long end, AtomicInteger settled, Promise<Void> done) {
    if (System.nanoTime() > end) {
      done.complete();
      return;
    }
    action
        .get()
        .onComplete(
            r -> {
              if (r.failed()) {
                done.fail(r.cause());
              } else {
                settled.incrementAndGet();
                context.runOnContext(v -> again(action, end, settled, done));
              }
            });
  }

  /** The product live, with and without a transaction that is held open. */
  void held(Contestant product, int callers, int seconds) {
    List<Round> free = new ArrayList<>();
    List<Round> held = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      free.add(live(product, callers, seconds));
      try (Meter holder = meter.another()) {
        holder.change("begin isolation level repeatable read");
        holder.text("select count(*) from pg_class");
        held.add(live(product, callers, seconds));
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "  held     with a transaction held open / without = %.2f in mails/s (%.0f / %.0f)%n",
        median(held, Round::perSecond) / median(free, Round::perSecond),
        median(held, Round::perSecond),
        median(free, Round::perSecond));
  }

  /** A backlog is sent, against the same mailer with nothing behind it. */
  void endToEnd(Contestant product, Mailer smtp, int mails) {
    List<Round> whole = new ArrayList<>();
    List<Double> alone = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      whole.add(drain(product, mails));
      alone.add(onContext(() -> sendAll(smtp, mails)));
    }
    double leg = alone.stream().mapToDouble(d -> d).sorted().toArray()[alone.size() / 2];
    System.out.printf(
        Locale.ROOT,
        "  smtp     end to end / SMTP leg alone = %.2f in mails/s (%.0f / %.0f)%n",
        median(whole, Round::perSecond) / leg,
        median(whole, Round::perSecond),
        leg);
  }

  /** Mails per second. */
  private Future<Double> sendAll(Mailer smtp, int mails) {
    long began = System.nanoTime();
    int[] left = {mails};
    int[] open = {SMTP_IN_FLIGHT};
    Promise<Double> done = Promise.promise();
    for (int i = 0; i < SMTP_IN_FLIGHT; i++) {
      sendNext(smtp, left, open, done, () -> mails * 1e9 / (System.nanoTime() - began));
    }
    return done.future();
  }

  private void sendNext(
      Mailer smtp, int[] left, int[] open, Promise<Double> done, Supplier<Double> rate) {
    if (left[0]-- <= 0) {
      if (--open[0] == 0) {
        done.complete(rate.get());
      }
      return;
    }
    UUID id = UUID.randomUUID();
    Outgoing mail =
        new Outgoing(
            id,
            "bench@carillon.test",
            null,
            "Bench",
            TEXT,
            "<" + id + "@carillon.test>",
            Instant.EPOCH,
            SendDecision.SEND,
            Instant.EPOCH,
            MailTags.NONE,
            Tries.NONE,
            null);
    smtp.send(mail, new WireState())
        .onComplete(r -> context.runOnContext(v -> sendNext(smtp, left, open, done, rate)));
  }

  /** Made where the rounds run, so that everything of a contestant lives on one context. */
  <T> T made(Supplier<T> maker) {
    return onContext(() -> Future.succeededFuture(maker.get()));
  }

  private <T> T onContext(Supplier<Future<T>> action) {
    Promise<T> result = Promise.promise();
    context.runOnContext(v -> action.get().onComplete(result));
    return result.future().await();
  }

  private void check(Contestant contestant, String counted, int mails) {
    if (!counted.equals(Integer.toString(mails))) {
      balanced = false;
      System.out.printf("  %s: %s instead of %d mails%n", contestant.name(), counted, mails);
    }
  }

  private static Round round(Meter.Reading before, Meter.Reading after, int mails) {
    return new Round(
        mails,
        mails * 1e9 / (after.nanos() - before.nanos()),
        (double) (after.wal() - before.wal()) / mails,
        (double) (after.writes() - before.writes()) / mails,
        after.postgresCpu().minus(before.postgresCpu()).toNanos() / 1e3 / mails,
        after.jvmCpu().minus(before.jvmCpu()).toNanos() / 1e3 / mails);
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
