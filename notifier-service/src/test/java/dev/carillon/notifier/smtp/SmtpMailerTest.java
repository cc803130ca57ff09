package dev.carillon.notifier.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.config.Secret;
import dev.carillon.contract.mail.From;
import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.WireState;
import dev.carillon.notifier.domain.mail.Content;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpMailerTest {
  /** Of answers that come. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Where a server hangs. */
  private static final Duration BRIEF = Duration.ofSeconds(1);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final FakeSmtp server = new FakeSmtp(vertx, new NetServerOptions());
  private int port;
  private SmtpMailer mailer;

  @BeforeEach
  void start() {
    port = await(server.start());
    mailer = mailer(config(port, 1));
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void aMailArrivesAsItWasWritten() {
    Outgoing mail = TestMails.outgoing("ada@example.org", Content.text("Hi\n.dot\nEnd."));
    Delivery delivery = send(mail);
    assertThat(delivery).isEqualTo(new Delivery(Delivery.Result.SENT, Phase.REPLIED, "250 taken"));
    assertThat(server.received).contains("MAIL FROM:<from@test>", "RCPT TO:<ada@example.org>");
    assertThat(server.contents.get(0))
        .contains("Message-ID: " + mail.messageId() + "\r\n")
        .contains("Date: Sun, 22 Nov 2026 21:50:09 +0000\r\n")
        .contains("Auto-Submitted: auto-generated\r\n")
        .endsWith("\r\n\r\nHi\r\n..dot\r\nEnd.\r\n");
  }

  @Test
  void theNextMailsCommandsFollowTheContentInTheSameWrite() {
    List<Delivery> deliveries = sendTogether(3);
    assertThat(deliveries).allMatch(d -> d.result() == Delivery.Result.SENT);
    assertThat(server.connections).hasValue(1);
    assertThat(server.chunks)
        .filteredOn(c -> c.contains("\r\n.\r\nMAIL FROM:") && c.endsWith("DATA\r\n"))
        .hasSize(2);
    assertThat(server.chunks).hasSize(5); // EHLO, commands, content and commands twice, content
  }

  @Test
  void aServerThatTakesNothingAheadIsAskedStepByStep() {
    server.offers = "8BITMIME";
    assertThat(sendTogether(3)).allMatch(d -> d.result() == Delivery.Result.SENT);
    assertThat(server.chunks).noneMatch(c -> c.contains("\r\nRCPT") || c.contains("\r\nDATA"));
  }

  @ParameterizedTest
  @CsvSource({
    "MAIL,    550 no sender,            DECLINED,  MAIL",
    "MAIL,    550 5.1.8 no such domain, DECLINED,  MAIL",
    "MAIL,    552 too large,            TOO_LARGE, MAIL",
    "MAIL,    451 later,                FAILED,    MAIL",
    "MAIL,    421 bye,                  AWAY,      MAIL",
    "MAIL,    DROP,                     FAILED,    MAIL",
    "MAIL,    HANG,                     FAILED,    MAIL",
    "RCPT,    550 unknown,              REFUSED,   RCPT",
    "RCPT,    550 5.1.1 unknown,        REFUSED,   RCPT",
    "RCPT,    550-5.2.1 disabled,       REFUSED,   RCPT",
    "RCPT,    554 5.7.1 relay denied,   DECLINED,  RCPT",
    "RCPT,    550 5.4.5 daily limit,    DECLINED,  RCPT",
    "RCPT,    550 5.1.8 your domain,    DECLINED,  RCPT",
    "RCPT,    552 too many recipients,  FAILED,    RCPT",
    "RCPT,    450 grey,                 FAILED,    RCPT",
    "RCPT,    451 4.7.1 grey,           FAILED,    RCPT",
    "RCPT,    421 bye,                  AWAY,      RCPT",
    "RCPT,    DROP,                     FAILED,    RCPT",
    "RCPT,    HANG,                     FAILED,    RCPT",
    "DATA,    554 no,                   DECLINED,  DATA",
    "DATA,    550 5.1.1 unknown,        REFUSED,   DATA",
    "DATA,    451 later,                FAILED,    DATA",
    "DATA,    DROP,                     FAILED,    DATA",
    "DATA,    HANG,                     FAILED,    DATA",
    "CONTENT, 554 spam,                 DECLINED,  DOT",
    "CONTENT, 554 5.7.1 spam,           DECLINED,  DOT",
    "CONTENT, 550 5.2.2 full,           REFUSED,   DOT",
    "CONTENT, 552 too large,            TOO_LARGE, DOT",
    "CONTENT, 452 full,                 FAILED,    DOT",
    "CONTENT, 421 bye,                  AWAY,      DOT",
    "CONTENT, DROP,                     UNKNOWN,   DOT",
    "CONTENT, HANG,                     UNKNOWN,   DOT",
    "CONTENT, SLOW,                     SENT,      REPLIED",
    "GREETING, 554 go away,             AWAY,      CONNECT",
    "GREETING, 421 bye,                 AWAY,      CONNECT",
    "GREETING, HANG,                    AWAY,      CONNECT",
    "GREETING, hello,                   AWAY,      CONNECT",
    "EHLO,    550 what,                 AWAY,      CONNECT",
    "EHLO,    502 what,                 SENT,      REPLIED",
    "EHLO,    500 what,                 SENT,      REPLIED",
    "EHLO,    DROP,                     AWAY,      CONNECT",
  })
  void whatAServerDoesDecidesWhatBecomesOfTheMail(
      String verb, String answer, Delivery.Result result, Phase phase) {
    for (String offers : List.of("PIPELINING", "8BITMIME")) {
      server.offers = offers;
      server.answers.put(verb, answer.replace("550-", "550-5.2.1 first\r\n550 "));
      mailer = mailer(answer.equals("HANG") ? brief(1) : config(port, 1));
      Delivery delivery = send(TestMails.outgoing());
      assertThat(delivery).extracting(Delivery::result).isEqualTo(result);
      assertThat(delivery).extracting(Delivery::phase).isEqualTo(phase);
      server.answers.clear();
      // and the next mail goes its way, unless the server asked to be left alone
      assertThat(send(TestMails.outgoing()).result())
          .isEqualTo(answer.startsWith("421") ? Delivery.Result.POSTPONED : Delivery.Result.SENT);
    }
  }

  @Test
  void aRefusedMailDoesNotHarmTheNextOneOnTheSameConnection() {
    server.answers.put("RCPT", "550 unknown");
    assertThat(sendTogether(2)).allMatch(d -> d.result() == Delivery.Result.REFUSED);
    server.answers.clear();
    assertThat(send(TestMails.outgoing()).result()).isEqualTo(Delivery.Result.SENT);
    assertThat(server.connections).hasValue(1);
    assertThat(server.contents).filteredOn(c -> c.contains("Subject")).hasSize(1);
  }

  @Test
  void whatWasCalledBackBeforeTheWireIsNotSent() {
    WireState wireState = new WireState();
    assertThat(wireState.callBack()).isTrue();
    Delivery delivery = onContext(() -> mailer.send(TestMails.outgoing(), wireState));
    assertThat(delivery.result()).isEqualTo(Delivery.Result.CANCELLED);
    assertThat(server.received).noneMatch(line -> line.startsWith("MAIL"));
    WireState tooLate = new WireState();
    onContext(() -> mailer.send(TestMails.outgoing(), tooLate));
    assertThat(tooLate.callBack()).isFalse();
  }

  /**
   * It takes up to a minute until a server wants the content: another process may have it by then.
   */
  @Test
  void whatMayNotArriveAnyMoreIsNotFinished() {
    WireState tooLate = new WireState(() -> true, () -> false, () -> 0);
    Delivery delivery = onContext(() -> mailer.send(TestMails.outgoing(), tooLate));
    assertThat(delivery.result()).isEqualTo(Delivery.Result.CANCELLED);
    assertThat(server.received).anyMatch(line -> line.startsWith("DATA"));
    assertThat(server.contents).isEmpty();
    assertThat(send(TestMails.outgoing()).result()).isEqualTo(Delivery.Result.SENT);
    assertThat(server.connections).hasValue(2);
  }

  @Test
  void anotherServerTakesOverWithTheSameBytes() {
    FakeSmtp second = new FakeSmtp(vertx, new NetServerOptions());
    int secondPort = await(second.start());
    server.answers.put("RCPT", "421 bye");
    mailer =
        new SmtpMailer(
            vertx,
            Timers.of(vertx),
            Clocks.system(),
            new SmtpConfig(
                List.of(config(port, 1), config(secondPort, 1)),
                new From("from@test", null),
                Set.of(),
                null,
                false));
    assertThat(send(TestMails.outgoing()).result()).isEqualTo(Delivery.Result.SENT);
    await(server.stop());
    for (int i = 0; i < 4; i++) {
      assertThat(send(TestMails.outgoing()).result()).isEqualTo(Delivery.Result.SENT);
    }
    assertThat(second.contents).hasSize(5);
  }

  @Test
  void aServerThatIsAwayIsLeftAlone() {
    await(server.stop());
    String refused = "no connection to 127.0.0.1:" + port + ": the connection was refused";
    for (int i = 0; i < 3; i++) {
      assertThat(send(TestMails.outgoing()))
          .isEqualTo(new Delivery(Delivery.Result.AWAY, Phase.CONNECT, refused));
    }
    assertThat(mailer.room()).isZero();
  }

  @Test
  void aHostThatIsNotKnownIsSaidToBe() {
    String host = "no-such-host.invalid";
    mailer = mailer(config(host, port, 1, null, null, SmtpServerConfig.Tls.NONE));
    assertThat(send(TestMails.outgoing()).reply())
        .isEqualTo("no connection to " + host + ":" + port + ": the host name is not known");
  }

  /** Half open, the breaker lets one attempt through and refuses the others at once. */
  @Test
  void manyMailsAtOnceAfterAnOutageAreAllAnswered() {
    await(server.stop());
    for (int i = 0; i < 3; i++) {
      send(TestMails.outgoing());
    }
    mailer =
        new SmtpMailer(
            vertx,
            Timers.of(vertx),
            Clocks.system(),
            new SmtpConfig(
                List.of(config(port, 4)), new From("from@test", null), Set.of(), null, false));
    for (int i = 0; i < 3; i++) {
      send(TestMails.outgoing());
    }
    await(vertx.timer(2_300, TimeUnit.MILLISECONDS)); // the breaker's rest
    assertThat(mailer.room()).isEqualTo(1); // who was away gets one mail first
    assertThat(sendTogether(8))
        .allMatch(
            d -> Set.of(Delivery.Result.AWAY, Delivery.Result.POSTPONED).contains(d.result()));
  }

  @Test
  void aSlowMailDoesNotHoldUpTheNextOne() {
    server.answers.put("CONTENT", "HANG");
    mailer = mailer(brief(2));
    Promise<Delivery> slow = Promise.promise();
    context.runOnContext(v -> mailer.send(TestMails.outgoing(), new WireState()).onComplete(slow));
    while (!server.received.contains("CONTENT") && !slow.future().isComplete()) {
      LockSupport.parkNanos(1_000_000);
    }
    server.answers.clear();
    assertThat(send(TestMails.outgoing()).result()).isEqualTo(Delivery.Result.SENT);
    assertThat(slow.future().isComplete()).isFalse();
    assertThat(await(slow.future()).result()).isEqualTo(Delivery.Result.UNKNOWN);
  }

  @Test
  void aRefusalIsForGoodEvenIfTheServerHangsUpAfterIt() {
    server.offers = "8BITMIME";
    server.answers.put("RCPT", "550 unknown");
    server.answers.put("RSET", "DROP");
    assertThat(send(TestMails.outgoing()).result()).isEqualTo(Delivery.Result.REFUSED);
  }

  @Test
  void whatAServerHasCertainlyNotTakenIsNotUnknownAfterTheNextIsAwayToo() {
    FakeSmtp away = new FakeSmtp(vertx, new NetServerOptions());
    int awayPort = await(away.start());
    await(away.stop());
    server.answers.put("CONTENT", "421 bye");
    mailer =
        new SmtpMailer(
            vertx,
            Timers.of(vertx),
            Clocks.system(),
            new SmtpConfig(
                List.of(config(port, 1), config(awayPort, 1)),
                new From("from@test", null),
                Set.of(),
                null,
                false));
    assertThat(send(TestMails.outgoing()).result()).isEqualTo(Delivery.Result.AWAY);
  }

  @Test
  void aMailThatIsTooLargeIsNotTried() {
    server.offers = "PIPELINING\nSIZE 100";
    Delivery delivery = send(TestMails.outgoing());
    assertThat(delivery.result()).isEqualTo(Delivery.Result.TOO_LARGE);
    assertThat(delivery.reply()).contains("100 bytes");
    assertThat(server.received).noneMatch(line -> line.startsWith("MAIL"));
  }

  @Test
  void theLoginIsSentWhereThereIsOne() {
    server.offers = "PIPELINING\nAUTH LOGIN PLAIN";
    mailer =
        mailer(config("127.0.0.1", port, 1, "user", new Secret("pass"), SmtpServerConfig.Tls.NONE));
    assertThat(send(TestMails.outgoing()).result()).isEqualTo(Delivery.Result.SENT);
    String token =
        Base64.getEncoder().encodeToString("\0user\0pass".getBytes(StandardCharsets.UTF_8));
    assertThat(server.received).contains("AUTH PLAIN " + token);
  }

  @Test
  void tlsIsRequiredWhereItIsRequired() {
    mailer =
        mailer(
            config(
                "127.0.0.1", port, 1, "user", new Secret("pass"), SmtpServerConfig.Tls.STARTTLS));
    assertThat(send(TestMails.outgoing()).reply()).contains("no STARTTLS");
    assertThat(server.received).noneMatch(line -> line.startsWith("AUTH"));
  }

  private Delivery send(Outgoing mail) {
    return onContext(() -> mailer.send(mail, new WireState()));
  }

  private List<Delivery> sendTogether(int count) {
    return onContext(
        () -> {
          List<Future<Delivery>> sending = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            sending.add(mailer.send(TestMails.outgoing(), new WireState()));
          }
          return Future.all(sending).map(all -> all.<Delivery>list());
        });
  }

  private <T> T onContext(Supplier<Future<T>> action) {
    Promise<T> result = Promise.promise();
    context.runOnContext(v -> action.get().onComplete(result));
    return await(result.future());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private SmtpMailer mailer(SmtpServerConfig config) {
    return new SmtpMailer(
        vertx,
        Timers.of(vertx),
        Clocks.system(),
        new SmtpConfig(List.of(config), new From("from@test", null), Set.of(), null, false));
  }

  private SmtpServerConfig brief(int connections) {
    return new SmtpServerConfig(
        "127.0.0.1",
        port,
        "test",
        null,
        null,
        SmtpServerConfig.Tls.NONE,
        null,
        connections,
        BRIEF,
        BRIEF.plus(BRIEF));
  }

  private static SmtpServerConfig config(int port, int connections) {
    return config("127.0.0.1", port, connections, null, null, SmtpServerConfig.Tls.NONE);
  }

  private static SmtpServerConfig config(
      String host,
      int port,
      int connections,
      String user,
      Secret password,
      SmtpServerConfig.Tls tls) {
    return new SmtpServerConfig(
        host, port, "test", user, password, tls, null, connections, LIMIT, LIMIT);
  }
}
