package dev.carillon.notifier.queue;

import dev.carillon.async.rate.Pace;
import dev.carillon.async.task.Work;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.WireState;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.QueueStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of claimed mail to the mailer. A mail is written down as begun before the mailer gets it,
 * many in one statement, and not before it is its turn: what waits here when the process dies has
 * certainly not been sent. A claim writes down what begins at once, and while mail goes out fast
 * that is all of it. Mail with which processes have died begins when no other such mail is under
 * way. One context only.
 */
final class WireLine {
  /** So long a commit may take: as much as went out in that time is begun ahead. */
  private static final Duration AHEAD = Duration.ofMillis(50);

  /** Looks, one a second, after which nobody waits any longer for servers that are all busy. */
  private static final int LONG_WAIT = 30;

  private static final String NO_SERVER = "every server is busy or away";
  private static final String NOT_NOTED = "it could not be written down that it begins";

  private final QueueStore store;
  private final Mailer mailer;
  private final CrashRules crashes;
  private final Pace pace;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private int inMailer;
  private int suspects;
  private int promised;
  private boolean writing;
  private int stuck;

  private record Waiting(Batch batch, Outgoing mail, WireState wireState, Promise<Delivery> done) {}

  /**
   * Empty.
   *
   * @param nanos the monotonic clock
   */
  WireLine(QueueStore store, Mailer mailer, CrashRules crashes, LongSupplier nanos) {
    this.store = store;
    this.mailer = mailer;
    this.crashes = crashes;
    this.pace = new Pace(AHEAD, nanos);
  }

  /**
   * How many mails a claim of at most so many may write down as begun; they are promised until
   * {@link #claimed}.
   */
  int promise(int most) {
    int free = Math.clamp(wanted() - waiting.size(), 0, most);
    promised += free;
    return free;
  }

  /** A claim is over. */
  void claimed(int wasPromised) {
    promised -= wasPromised;
  }

  /** As {@link Mailer#send}, when it is its turn. */
  Future<Delivery> send(Batch batch, Outgoing mail, WireState wireState) {
    if (batch.isBegun(mail.id())) {
      return hand(mail, wireState);
    }
    Promise<Delivery> done = Work.promise();
    waiting.add(new Waiting(batch, mail, wireState, done));
    serve();
    return done.future();
  }

  private Future<Delivery> hand(Outgoing mail, WireState wireState) {
    int suspect = isSuspect(mail) ? 1 : 0;
    inMailer++;
    suspects += suspect;
    return Work.begin(() -> mailer.send(mail, wireState))
        .onComplete(
            r -> {
              inMailer--;
              suspects -= suspect;
              stuck = 0;
              pace.count(1);
              serve();
            });
  }

  private boolean isSuspect(Outgoing mail) {
    return mail.tries().rescues() >= crashes.alone();
  }

  /** How many more the mailer should get, so that it never waits for a commit of ours. */
  private int wanted() {
    int wide = Math.max(1, Math.max(mailer.width(), pace.perSlot()));
    return wide - inMailer - promised;
  }

  /** Writes down what begins now, then hands it over. */
  private void serve() {
    if (inMailer == 0 && mailer.room() == 0) {
      sendAllBack();
    }
    List<Waiting> next = writing ? List.of() : next();
    if (next.isEmpty()) {
      return;
    }
    writing = true;
    inMailer += next.size();
    Map<Long, List<UUID>> begun = new HashMap<>();
    next.forEach(
        one ->
            begun
                .computeIfAbsent(one.batch().leaseId(), id -> new ArrayList<>())
                .add(one.mail().id()));
    Work.begin(() -> store.begin(begun))
        .onComplete(
            noted -> {
              writing = false;
              inMailer -= next.size();
              next.forEach(one -> onNoted(one, noted.result()));
              serve();
            });
  }

  private List<Waiting> next() {
    int most = wanted();
    boolean alone = suspects > 0;
    List<Waiting> next = new ArrayList<>();
    Iterator<Waiting> all = waiting.iterator();
    while (next.size() < most && all.hasNext()) {
      Waiting one = all.next();
      boolean suspect = isSuspect(one.mail());
      if (!suspect || !alone) {
        alone |= suspect;
        all.remove();
        next.add(one);
      }
    }
    return next;
  }

  /** One that was called back meanwhile is not handed over, though it is written down. */
  private void onNoted(Waiting one, @Nullable Set<Long> living) {
    if (living == null || !living.contains(one.batch().leaseId())) {
      end(one, NOT_NOTED);
    } else if (one.wireState().isCalledBack()) {
      end(one, NO_SERVER);
    } else {
      hand(one.mail(), one.wireState()).onComplete(one.done());
    }
  }

  /** A second has passed. */
  void tick() {
    stuck = waiting.isEmpty() || mailer.room() > 0 ? 0 : stuck + 1;
    if (stuck >= LONG_WAIT) {
      sendAllBack();
    }
    serve();
  }

  private void sendAllBack() {
    List<Waiting> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(one -> end(one, NO_SERVER));
  }

  private static void end(Waiting one, String why) {
    one.done().complete(new Delivery(Delivery.Result.POSTPONED, Phase.CONNECT, why));
  }
}
