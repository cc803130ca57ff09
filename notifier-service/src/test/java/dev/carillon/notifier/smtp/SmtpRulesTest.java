package dev.carillon.notifier.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.mail.From;
import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.ServerPermits;
import dev.carillon.notifier.domain.delivery.WireState;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SmtpRulesTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final FakeSmtp first = new FakeSmtp(vertx, new NetServerOptions());
  private final FakeSmtp second = new FakeSmtp(vertx, new NetServerOptions());
  private SmtpServerConfig one;
  private SmtpServerConfig other;

  @BeforeEach
  void start() {
    one = config(await(first.start()));
    other = config(await(second.start()));
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void aServerThatIsPausedGetsNothingAndTheNextTakesOver() {
    SmtpMailer mailer = mailer(ServerPermits.UNLIMITED, one, other);
    decide(mailer, new SmtpServerRule(one.name(), true, null, null));
    assertThat(send(mailer).result()).isEqualTo(Delivery.Result.SENT);
    assertThat(first.contents).isEmpty();
    assertThat(second.contents).hasSize(1);
    decide(
        mailer,
        new SmtpServerRule(one.name(), true, null, null),
        new SmtpServerRule(other.name(), true, null, null));
    assertThat(mailer.room()).isZero();
    assertThat(send(mailer).result()).isEqualTo(Delivery.Result.POSTPONED);
    decide(mailer);
    assertThat(send(mailer).result()).isEqualTo(Delivery.Result.SENT);
    assertThat(first.contents).hasSize(1);
  }

  @Test
  void whatTheServerSaysToEachCommandIsNotedWithItsTime() {
    SmtpMailer mailer = mailer(ServerPermits.UNLIMITED, one);
    AtomicLong nanos = new AtomicLong();
    LongSupplier clock = () -> nanos.addAndGet(5_000_000);
    WireState sent = new WireState(() -> true, clock);
    onContext(() -> mailer.send(TestMails.outgoing(), sent));
    assertThat(sent.trace(1017, "a@b.c", "250 taken"))
        .matches(
            "1017\\|"
                + one.name()
                + "\\|c\\d* 220 fake\\|e\\d* 250 fake PIPELINING HELP\\|m5=f\\|r5=f\\|d5=g\\|.5");
    WireState next = new WireState(() -> true, clock);
    onContext(() -> mailer.send(TestMails.outgoing(), next));
    assertThat(next.trace(1017, "a@b.c", "250 taken"))
        .isEqualTo("1017|" + one.name() + "|c5|m5=f|r5=f|d5=g|.5");
    first.answers.put("RCPT", "550 5.1.1 no|body " + "x".repeat(600));
    WireState refused = new WireState(() -> true, clock);
    onContext(() -> mailer.send(TestMails.outgoing(), refused));
    assertThat(refused.trace(1017, "a@b.c", null))
        .startsWith("1017|" + one.name() + "|c5|m5 250 ok|r5 550 5.1.1 no/body xxx")
        .hasSizeBetween(550, 600);
    assertThat(new WireState().trace(1017, "a@b.c", null)).isEqualTo("1017");
  }

  @Test
  void noMoreGoesThroughThanThereArePermits() {
    List<Integer> sentBefore = new ArrayList<>();
    ServerPermits oneByOne =
        (server, wanted) -> {
          sentBefore.add(first.contents.size());
          boolean grants = sentBefore.size() % 2 == 0;
          return Future.succeededFuture(
              new ServerPermits.Grant(grants ? 1 : 0, Duration.ofMillis(1)));
        };
    SmtpMailer mailer = mailer(oneByOne, one);
    decide(mailer, new SmtpServerRule(one.name(), false, 1_000, Duration.ofSeconds(1)));
    List<Future<Delivery>> all = new ArrayList<>();
    onContext(
        () -> {
          for (int i = 0; i < 5; i++) {
            all.add(mailer.send(TestMails.outgoing(), new WireState()));
          }
          return Future.all(all);
        });
    assertThat(all).allMatch(d -> d.result().result() == Delivery.Result.SENT);
    assertThat(sentBefore).hasSizeGreaterThanOrEqualTo(10); // every second one granted one mail
    for (int i = 0; i < sentBefore.size(); i++) {
      assertThat(sentBefore.get(i)).isLessThanOrEqualTo((i + 1) / 2);
    }
  }

  @Test
  void whereALimitLeavesNothingForLongTheNextServerTakesOver() {
    ServerPermits none =
        (server, wanted) ->
            Future.succeededFuture(
                new ServerPermits.Grant(
                    server.equals(other.name()) ? wanted : 0, Duration.ofHours(1)));
    SmtpServerRule hourly = new SmtpServerRule(one.name(), false, 1, Duration.ofHours(1));
    SmtpMailer alone = mailer(none, one);
    decide(alone, hourly);
    assertThat(alone.room()).isEqualTo(1); // no more is claimed than it could let through
    Delivery postponed = send(alone);
    assertThat(postponed.result()).isEqualTo(Delivery.Result.POSTPONED);
    assertThat(postponed.reply()).contains("the limit of");
    assertThat(alone.room()).isZero();
    decide(alone); // who takes the limit away need not wait for an hour
    assertThat(send(alone).result()).isEqualTo(Delivery.Result.SENT);
    first.contents.clear();
    SmtpMailer both = mailer(none, one, other);
    decide(both, hourly);
    assertThat(send(both).result()).isEqualTo(Delivery.Result.SENT);
    assertThat(first.contents).isEmpty();
  }

  @Test
  void whereTheLimitIsNotKnownNothingGoesThrough() {
    SmtpMailer mailer = mailer((server, wanted) -> Future.failedFuture("no database"), one);
    decide(mailer, new SmtpServerRule(one.name(), false, 5, Duration.ofSeconds(1)));
    Delivery postponed = send(mailer);
    assertThat(postponed.result()).isEqualTo(Delivery.Result.POSTPONED);
    assertThat(postponed.reply()).contains("not known");
    assertThat(first.contents).isEmpty();
  }

  @Test
  void thePermitOfAMailThatIsCalledBackIsForTheNext() {
    List<Integer> wanted = new ArrayList<>();
    ServerPermits once =
        (server, n) -> {
          wanted.add(n);
          return Future.succeededFuture(
              new ServerPermits.Grant(wanted.size() == 1 ? 1 : 0, Duration.ofDays(1)));
        };
    SmtpMailer mailer = mailer(once, one);
    decide(mailer, new SmtpServerRule(one.name(), false, 1_000, Duration.ofSeconds(1)));
    WireState calledBack = new WireState();
    List<Future<Delivery>> both = new ArrayList<>();
    onContext(
        () -> {
          both.add(mailer.send(TestMails.outgoing(), calledBack));
          both.add(mailer.send(TestMails.outgoing(), new WireState()));
          calledBack.callBack(); // while it waits in line
          return Future.succeededFuture();
        });
    assertThat(await(both.get(0)).result()).isEqualTo(Delivery.Result.CANCELLED);
    assertThat(await(both.get(1)).result()).isEqualTo(Delivery.Result.SENT);
  }

  private void decide(SmtpMailer mailer, SmtpServerRule... rules) {
    onContext(
        () -> {
          mailer.rules(List.of(rules));
          return Future.succeededFuture();
        });
  }

  private Delivery send(SmtpMailer mailer) {
    return onContext(() -> mailer.send(TestMails.outgoing(), new WireState()));
  }

  private SmtpMailer mailer(ServerPermits budgets, SmtpServerConfig... servers) {
    return new SmtpMailer(
        vertx,
        Timers.of(vertx),
        Clocks.system(),
        new SmtpConfig(List.of(servers), new From("from@test", null), Set.of(), null, false),
        budgets);
  }

  private static SmtpServerConfig config(int port) {
    return new SmtpServerConfig(
        "localhost", port, "test", null, null, SmtpServerConfig.Tls.NONE, null, 1, LIMIT, LIMIT);
  }

  private <T> T onContext(Supplier<Future<T>> action) {
    Promise<T> result = Promise.promise();
    context.runOnContext(v -> action.get().onComplete(result));
    return await(result.future());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
