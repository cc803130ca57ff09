package dev.carillon.notifier.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.config.Secret;
import dev.carillon.contract.mail.From;
import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.ServerPermits;
import dev.carillon.notifier.domain.delivery.WireState;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server does to one mail, and what that means for others and for other servers. */
class SmtpServersTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration VERDICT = Duration.ofMinutes(10);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final ManualTimers timers = new ManualTimers();
  private final FakeSmtp first = new FakeSmtp(vertx, new NetServerOptions());
  private final FakeSmtp second = new FakeSmtp(vertx, new NetServerOptions());
  private final Pauses pauses = new Pauses();
  private SmtpServerConfig one;
  private SmtpServerConfig other;

  /** What all processes know about pauses. */
  private static final class Pauses implements ServerPermits {
    final List<String> reasons = new ArrayList<>();
    int resumed;

    @Override
    public Future<Grant> take(String server, int wanted) {
      return Future.succeededFuture(new Grant(wanted, Duration.ZERO));
    }

    @Override
    public Future<Void> pause(String server, String reason) {
      reasons.add(reason);
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> resume(String server) {
      resumed++;
      return Future.succeededFuture();
    }
  }

  @BeforeEach
  void start() {
    one = config(await(first.start()), 1);
    other = config(await(second.start()), 1);
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PIPELINING", "8BITMIME"})
  void aMailBehindOneThatTheServerHangsUpOnDoesNotFailWithIt(String offers) {
    first.offers = offers;
    first.answers.put("POISON", "DROP");
    SmtpMailer mailer = mailer(one);
    List<Delivery> ends =
        together(mailer, mail("a@b.c", "poison"), mail("b@b.c", "x"), mail("c@b.c", "x"));
    assertThat(ends)
        .extracting(Delivery::result)
        .containsExactly(Delivery.Result.UNKNOWN, Delivery.Result.SENT, Delivery.Result.SENT);
    assertThat(first.contents).hasSize(2);
  }

  @Test
  void aServerThatSays421IsLeftAloneByEverybodysMail() {
    SmtpMailer mailer = mailer(one, other);
    first.answers.put("MAIL", "421 4.3.2 bye");
    assertThat(send(mailer).result()).isEqualTo(Delivery.Result.SENT);
    assertThat(second.contents).hasSize(1);
    int tried = first.connections.get();
    pass(Duration.ofSeconds(29));
    assertThat(send(mailer).result()).isEqualTo(Delivery.Result.SENT);
    assertThat(first.connections).hasValue(tried);
    pass(Duration.ofSeconds(2));
    send(mailer);
    assertThat(first.connections).hasValue(tried + 1);
    pass(Duration.ofSeconds(31)); // it rests for twice as long now
    send(mailer);
    assertThat(first.connections).hasValue(tried + 1);
    pass(Duration.ofSeconds(30));
    first.answers.clear();
    assertThat(mailer.room()).isEqualTo(1 + 32); // it gets one mail until that has gone
    assertThat(send(mailer).result()).isEqualTo(Delivery.Result.SENT);
    assertThat(first.contents).filteredOn(c -> c.contains("Subject")).hasSize(1);
    assertThat(mailer.room()).isEqualTo(64);
  }

  /** Some servers take so many mails over one connection and no more. */
  @Test
  void anotherConnectionIsMadeWhereTheServerSays421OnlyAfterSomeMail() {
    SmtpMailer mailer = mailer(one);
    assertThat(send(mailer).result()).isEqualTo(Delivery.Result.SENT);
    first.answers.put("MAIL", "421 enough for one connection");
    assertThat(send(mailer).result()).isEqualTo(Delivery.Result.AWAY);
    first.answers.clear();
    assertThat(send(mailer).result()).isEqualTo(Delivery.Result.SENT);
  }

  @Test
  void onlyManyRefusalsOfSeveralSendersToSeveralRecipientsPauseAServer() {
    first.answers.put("RCPT", "554 5.7.1 relay access denied");
    SmtpMailer mailer = mailer(one);
    for (int i = 0; i < 20; i++) { // of one sender
      assertThat(refused(mailer, "a" + i + "@b.c", "k").result())
          .isEqualTo(Delivery.Result.DECLINED);
    }
    assertThat(pauses.reasons).isEmpty();
    first.answers.clear();
    send(mailer);
    first.answers.put("RCPT", "554 5.7.1 relay access denied");
    for (int i = 0; i < 9; i++) {
      refused(mailer, "a" + i + "@b.c", "k" + i % 2);
    }
    assertThat(pauses.reasons).isEmpty();
    refused(mailer, "a9@b.c", "k");
    assertThat(pauses.reasons)
        .containsExactly(
            "10 mails in a row were refused, of 3 senders to 10 recipients;"
                + " the last one: 554 5.7.1 relay access denied");
    assertThat(mailer.room()).isZero();
    assertThat(send(mailer).result()).isEqualTo(Delivery.Result.POSTPONED);
  }

  @Test
  void aProbeEachMinuteEndsThePause() {
    SmtpMailer mailer = mailer(one);
    SmtpServerRule paused = new SmtpServerRule(one.name(), true, null, null, "10 mails ...");
    onContext(
        () -> {
          mailer.rules(List.of(paused));
          return Future.succeededFuture();
        });
    first.answers.put("RCPT", "554 5.7.1 relay access denied");
    assertThat(mailer.room()).isZero();
    pass(Duration.ofSeconds(61));
    assertThat(mailer.room()).isEqualTo(1);
    assertThat(send(mailer).result()).isEqualTo(Delivery.Result.DECLINED);
    assertThat(mailer.room()).isZero();
    first.answers.clear();
    pass(Duration.ofSeconds(61));
    assertThat(send(mailer).result()).isEqualTo(Delivery.Result.SENT);
    assertThat(pauses.resumed).isEqualTo(1);
    assertThat(mailer.room()).isEqualTo(32);
    onContext(
        () -> {
          mailer.rules(List.of(new SmtpServerRule(one.name(), true, null, null)));
          return Future.succeededFuture();
        });
    pass(Duration.ofMinutes(5)); // whom a person has paused is not tried
    assertThat(mailer.room()).isZero();
  }

  @Test
  void aMailThatIsTooLargeForOneServerGoesThroughAnother() {
    first.offers = "PIPELINING\nSIZE 100";
    assertThat(send(mailer(one, other)).result()).isEqualTo(Delivery.Result.SENT);
    assertThat(second.contents).hasSize(1);
    second.answers.put("CONTENT", "552 5.3.4 too large");
    assertThat(send(mailer(one, other)).result()).isEqualTo(Delivery.Result.TOO_LARGE);
    second.answers.put("MAIL", "421 bye"); // it would perhaps take it
    assertThat(send(mailer(one, other)).result()).isEqualTo(Delivery.Result.AWAY);
  }

  @Test
  void aServerThatKnowsNoEhloIsGreetedTheOldWay() {
    first.answers.put("EHLO", "502 what");
    assertThat(send(mailer(one)).result()).isEqualTo(Delivery.Result.SENT);
    assertThat(first.received).startsWith("EHLO host.test", "HELO host.test");
  }

  @Test
  void nothingOfALoginIsSentToAServerThatDoesNotAskForIt() {
    first.offers = "PIPELINING\nAUTH LOGIN";
    first.answers.put("AUTH", "504 5.5.4 not here");
    Delivery refused = send(mailer(withLogin("pass")));
    assertThat(refused.reply()).isEqualTo("AUTH: 504 5.5.4 not here");
    assertThat(first.received).last().isEqualTo("AUTH LOGIN");
  }

  @Test
  void aPasswordThatTheServerRepeatsIsNotShown() {
    first.offers = "PIPELINING\nAUTH PLAIN";
    first.answers.put("AUTH", "535 marked-secret is wrong, and AHVzZXIAbWFya2VkLXNlY3JldA== too");
    Delivery refused = send(mailer(withLogin("marked-secret")));
    assertThat(refused.reply()).isEqualTo("AUTH: 535 *** is wrong, and *** too");
  }

  private SmtpServerConfig withLogin(String password) {
    return new SmtpServerConfig(
        one.host(),
        one.port(),
        "host.test",
        "user",
        new Secret(password),
        SmtpServerConfig.Tls.NONE,
        null,
        1,
        LIMIT,
        VERDICT);
  }

  @Test
  void smtpsIsTlsFromTheFirstByte() {
    SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    FakeSmtp secure =
        new FakeSmtp(
            vertx,
            new NetServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()));
    int port = await(secure.start());
    assertThat(send(mailer(implicit(port, certificate.certificatePath()))).result())
        .isEqualTo(Delivery.Result.SENT);
    assertThat(send(mailer(implicit(port, null))).reply()).contains("is the certificate trusted");
    assertThat(send(mailer(config(port, 1))).result()).isNotEqualTo(Delivery.Result.SENT);
  }

  private static SmtpServerConfig implicit(int port, @Nullable String trust) {
    return new SmtpServerConfig(
        "localhost",
        port,
        "host.test",
        null,
        null,
        SmtpServerConfig.Tls.IMPLICIT,
        trust == null ? null : () -> new PemTrustOptions().addCertPath(trust),
        1,
        LIMIT,
        VERDICT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "250 ok\rQUEUED",
        "250 ok\u0085id",
        "250\tok",
        "250ok",
        "250 \u2028\0\u001b[0m",
        "250"
      })
  void afterACodeAnyByteMayStand(String reply) {
    first.answers.put("CONTENT", reply);
    Delivery sent = send(mailer(one));
    assertThat(sent.result()).isEqualTo(Delivery.Result.SENT);
    assertThat(sent.reply()).doesNotContainPattern("\\p{Cc}");
  }

  /** The verdict comes after nine minutes; nobody waits behind it, and it is believed. */
  @Test
  void aServerThatIsSlowWithItsVerdictsDelaysOnlyWhatItHas() {
    first.answers.put("CONTENT", "LATER");
    SmtpMailer mailer = mailer(one, other);
    Future<Delivery> slow = begin(mailer);
    until(() -> first.received.contains("CONTENT"));
    Future<Delivery> behind = begin(mailer);
    pass(Duration.ofSeconds(12));
    assertThat(await(behind).result()).isEqualTo(Delivery.Result.SENT);
    assertThat(second.contents).hasSize(1);
    for (int i = 0; i < 100; i++) {
      assertThat(send(mailer).result()).isEqualTo(Delivery.Result.SENT);
    }
    assertThat(second.contents).hasSize(101);
    pass(Duration.ofMinutes(9));
    assertThat(slow.isComplete()).isFalse();
    until(() -> first.sayNow("250 at last") > 0);
    assertThat(await(slow).result()).isEqualTo(Delivery.Result.SENT);
    first.answers.clear();
    assertThat(send(mailer).result()).isEqualTo(Delivery.Result.SENT);
    until(() -> first.contents.size() == 1); // it has mail again
  }

  private Delivery refused(SmtpMailer mailer, String to, String sender) {
    Outgoing mail = mail(to, "x");
    Outgoing sent =
        new Outgoing(
            mail.id(),
            to,
            null,
            "S",
            mail.content(),
            mail.messageId(),
            mail.date(),
            mail.decision(),
            mail.takenAt(),
            mail.tags(),
            mail.tries(),
            sender);
    return onContext(() -> mailer.send(sent, new WireState()));
  }

  private static Outgoing mail(String to, String text) {
    return TestMails.outgoing(to, Content.text(text));
  }

  private Delivery send(SmtpMailer mailer) {
    return await(begin(mailer));
  }

  private Future<Delivery> begin(SmtpMailer mailer) {
    Promise<Delivery> end = Promise.promise();
    context.runOnContext(v -> mailer.send(TestMails.outgoing(), new WireState()).onComplete(end));
    return end.future();
  }

  private List<Delivery> together(SmtpMailer mailer, Outgoing... mails) {
    return onContext(
        () -> {
          List<Future<Delivery>> all = new ArrayList<>();
          for (Outgoing mail : mails) {
            all.add(mailer.send(mail, new WireState()));
          }
          return Future.all(all).map(done -> done.<Delivery>list());
        });
  }

  private void pass(Duration time) {
    onContext(
        () -> {
          timers.advance(time);
          return Future.succeededFuture();
        });
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private SmtpMailer mailer(SmtpServerConfig... servers) {
    return new SmtpMailer(
        vertx,
        timers,
        Clocks.system(),
        new SmtpConfig(List.of(servers), new From("from@test", null), Set.of(), null, false),
        pauses);
  }

  private static SmtpServerConfig config(int port, int connections) {
    return new SmtpServerConfig(
        "localhost",
        port,
        "host.test",
        null,
        null,
        SmtpServerConfig.Tls.NONE,
        null,
        connections,
        LIMIT,
        VERDICT);
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
