package dev.carillon.notifier.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.DigestMode;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Priority;
import dev.carillon.contract.suppressions.Pause;
import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.contract.throttles.Throttle;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.notifier.domain.queue.QuietHours;
import dev.carillon.notifier.store.pg.QueueTables;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each rule that may keep a mail back, with each way in which a mail may end; and a throttle beside
 * them all, whose pass is used where the mail perhaps arrived and nowhere else. Real tables, a real
 * mailer, a server that does as it is told, the database's clock in the test's hands.
 */
class RulesAndEndsIT extends QueueTables {
  private enum Rule {
    QUIET,
    THROTTLE,
    PAUSE,
    LIMIT,
    WINDOW,
    SCHEDULE,
    EXPIRY,
    SUPPRESSION;

    /** Whether it ends the mail, instead of keeping it back for a while. */
    boolean isFinal() {
      return this == EXPIRY || this == SUPPRESSION;
    }
  }

  private enum End {
    SENT,
    REPLY_451,
    REPLY_421,
    UNKNOWN,
    CRASH,
    CANCEL,
    RESCHEDULE,
    ERASE;

    boolean isAsked() {
      return this == CANCEL || this == RESCHEDULE || this == ERASE;
    }
  }

  /** The state in the end, and how many passes of the throttle are used then. */
  private static final String EXPECTED =
      """
                  SENT         REPLY_451    REPLY_421    UNKNOWN   CRASH     CANCEL      RESCHEDULE   ERASE
      QUIET       sent/1       sent/1       sent/1       sent/1    sent/1    cancelled/0 sent/1       cancelled/0
      THROTTLE    sent/1       sent/1       sent/1       sent/1    sent/1    cancelled/0 sent/1       cancelled/0
      PAUSE       sent/1       sent/1       sent/1       sent/1    sent/1    cancelled/0 sent/1       cancelled/0
      LIMIT       sent/1       sent/1       sent/1       sent/1    sent/1    cancelled/0 sent/1       cancelled/0
      WINDOW      sent/1       sent/1       sent/1       sent/1    sent/1    cancelled/0 sent/1       cancelled/0
      SCHEDULE    sent/1       sent/1       sent/1       sent/1    sent/1    cancelled/0 sent/1       cancelled/0
      EXPIRY      expired/0    expired/0    expired/0    unknown/1 unknown/1 cancelled/0 expired/0    cancelled/0
      SUPPRESSION suppressed/0 suppressed/0 suppressed/0 unknown/1 unknown/1 cancelled/0 suppressed/0 cancelled/0
      """;

  private static Vertx vertx;
  private static FakeSmtp server;
  private static int port;
  private SmtpWorker worker;
  private Rule rule;
  private String name;
  private UUID id;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    server = new FakeSmtp(vertx, new NetServerOptions());
    port = server.start().await();
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
  }

  @TestFactory
  Stream<DynamicTest> eachRuleWithEachEnd() {
    List<String> lines = EXPECTED.lines().toList();
    String[] ends = lines.get(0).trim().split(" +", -1);
    List<DynamicTest> cells = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cell = line.split(" +", -1);
      for (int i = 0; i < ends.length; i++) {
        Rule of = Rule.valueOf(cell[0]);
        End end = End.valueOf(ends[i]);
        String expected = cell[i + 1];
        cells.add(
            DynamicTest.dynamicTest(
                of + " and " + end, () -> assertThat(happens(of, end)).isEqualTo(expected)));
      }
    }
    assertThat(cells).hasSize(Rule.values().length * End.values().length);
    return cells.stream();
  }

  private String happens(Rule of, End end) throws SQLException {
    rule = of;
    name = (of + "-" + end).toLowerCase(Locale.ROOT);
    asOwner("update clock_shift set shift = '0'; delete from smtp_server");
    throttle("all-" + name, 100, Duration.ofDays(30));
    newWorker();
    try {
      if (!rule.isFinal()) {
        close(end);
      } else {
        store(expiring(end.isAsked() || end == End.SENT ? Duration.ofHours(1) : null));
      }
      if (end.isAsked()) {
        ask(end);
      } else {
        goThrough(end);
      }
      finish(end);
      return said();
    } finally {
      worker.close();
      server.answers.clear();
    }
  }

  /** The rule applies to the mail, which waits for it. */
  private void close(End end) {
    MailSchedule hour = schedule(Duration.ofHours(1), null, null);
    switch (rule) {
      case QUIET, PAUSE -> {
        if (rule == Rule.PAUSE) {
          stores.suppressions().pause(new Pause(name), ADA, null).await();
        }
        store(mail(address(), tags(), MailSchedule.NOW));
        assertThat(worker.stepUntilEnd(id)).isEqualTo(MailState.HELD);
      }
      case THROTTLE -> {
        throttle("few-" + name, 1, Duration.ofMinutes(90));
        sendAnother();
        store(mail(address(), tags(), MailSchedule.NOW));
        assertThat(worker.stepUntilEnd(id)).isEqualTo(MailState.HELD);
      }
      case LIMIT -> {
        SmtpServerRule limit =
            new SmtpServerRule("localhost:" + port, false, 1, Duration.ofDays(1));
        stores.throttles().putServer(limit).await();
        worker.rules(limit);
        sendAnother();
        store(mail(address(), tags(), MailSchedule.NOW));
        assertThat(worker.stepUntilEnd(id)).isEqualTo(MailState.RETRYING);
      }
      case SCHEDULE -> store(mail(address(), tags(), hour));
      case WINDOW -> {
        Window window =
            new Window(DigestMode.SLIDING, "key", Duration.ofHours(1), Duration.ofHours(10));
        NewMail mail = mail(address(), tags(), schedule(Duration.ofHours(1), null, window));
        id = mail.id();
        gather(mail).await();
      }
      default -> throw new IllegalStateException(rule + " and " + end);
    }
  }

  /** Nothing holds the mail any more; what happens to it now is up to the server, or to us. */
  private void goThrough(End end) {
    if (!rule.isFinal()) {
      open();
    } else if (end == End.SENT) {
      return;
    }
    switch (end) {
      case REPLY_451 -> trouble("RCPT", "451 not yet");
      case REPLY_421 -> {
        trouble("MAIL", "421 not now");
        newWorker(); // the other one leaves the server alone for a while
      }
      case UNKNOWN -> trouble("CONTENT", "DROP");
      case CRASH -> {
        server.answers.put("MAIL", "HANG");
        long before = begun();
        worker.step();
        while (begun() == before) {
          Thread.onSpinWait();
        }
        SmtpWorker dead = worker;
        dead.die();
        worker = null;
        newWorker();
        while (state(id) == MailState.SENDING) {
          worker.rescue();
        }
        assertThat(state(id)).isEqualTo(MailState.READY);
        assertThat(dead.leases.isOrphan()).isTrue();
        dead.close(); // it believes that its mail has failed, and is not heard
      }
      default -> {}
    }
    server.answers.clear();
  }

  private static long begun() {
    return server.received.stream().filter(line -> line.startsWith("MAIL")).count();
  }

  private void trouble(String command, String reply) {
    server.answers.put(command, reply);
    assertThat(worker.stepUntilEnd(id)).isEqualTo(MailState.RETRYING);
  }

  /** While the mail waits. */
  private void ask(End end) {
    if (rule == Rule.SUPPRESSION) {
      suppress();
    }
    switch (end) {
      case CANCEL -> stores.controls().cancel(id, "called back").await();
      case RESCHEDULE ->
          stores.controls().reschedule(id, Instant.now().plus(3, ChronoUnit.HOURS), ADA).await();
      case ERASE -> assertThat(stores.erasures().cancelPending(erased(address())).await()).isZero();
      default -> throw new IllegalStateException(end.name());
    }
    if (!rule.isFinal()) {
      open();
    }
  }

  private void open() {
    later("2 h");
    if (rule == Rule.PAUSE) {
      stores.suppressions().resume(new Pause(name), ADA).await();
    }
    if (rule == Rule.LIMIT) {
      worker.rules();
    }
  }

  private void finish(End end) {
    if (rule == Rule.SUPPRESSION && !end.isAsked()) {
      suppress();
    }
    later("4 h");
    if (end == End.CANCEL || end == End.ERASE) {
      worker.step();
    } else {
      worker.stepUntilEnd(id);
    }
  }

  private String said() throws SQLException {
    MailState state = state(id);
    long copies = server.contents.stream().filter(c -> c.contains("<" + address())).count();
    assertThat(copies).isEqualTo(state == MailState.SENT ? 1 : 0);
    assertThat(
            query(
                "select count(*) from throttle_key k where used <> (select count(*) from"
                    + " throttle_pass p where p.throttle = k.throttle and p.key = k.key)"))
        .isEqualTo("0");
    return state.lower()
        + "/"
        + query(
            "select count(*) from throttle_pass p join throttle t on t.id = p.throttle"
                + " where t.name like 'all-%' and p.mail_id = '"
                + id
                + "'");
  }

  /** Six days with quiet hours at night, and one mail a day: one goes every day. */
  @Test
  void quietHoursAndAThrottleSendTogether() {
    rule = Rule.SCHEDULE;
    name = "daily";
    throttle("few", 1, Duration.ofDays(1));
    LocalTime now = LocalTime.now(ZoneOffset.UTC);
    try (SmtpWorker nightly =
        new SmtpWorker(vertx, stores, port, new QuietHours(now.minusHours(5), now.plusHours(4)))) {
      worker = nightly;
      Map<UUID, MailState> states = new HashMap<>();
      for (int i = 0; i < 6; i++) {
        store(mail(address(), tags(), MailSchedule.NOW));
        states.put(id, MailState.READY);
      }
      for (int hour = 0; hour < 6 * 24; hour += 6) {
        later(hour + " h");
        for (int pass = 0; pass < 2; pass++) {
          worker.step();
          settleAll();
        }
      }
      states.replaceAll((mail, before) -> state(mail));
      assertThat(states.values()).filteredOn(MailState.SENT::equals).hasSize(6);
    } finally {
      server.answers.clear();
    }
  }

  private static void settleAll() {
    while (stores.mails().ledger().await().states().containsKey("sending")) {
      Thread.onSpinWait();
    }
  }

  private void newWorker() {
    if (worker != null) {
      worker.close();
    }
    LocalTime now = LocalTime.now(ZoneOffset.UTC);
    worker =
        new SmtpWorker(
            vertx,
            stores,
            port,
            rule == Rule.QUIET ? new QuietHours(now.minusHours(1), now.plusHours(1)) : null);
  }

  private void sendAnother() {
    store(mail("other-" + address(), tags(), MailSchedule.NOW));
    assertThat(worker.stepUntilEnd(id)).isEqualTo(MailState.SENT);
  }

  private NewMail expiring(Duration delay) {
    Instant at = rule == Rule.EXPIRY ? Instant.now().plus(90, ChronoUnit.MINUTES) : null;
    return mail(address(), tags(), schedule(delay, at, null));
  }

  private static MailSchedule schedule(Duration delay, Instant expiresAt, Window window) {
    return new MailSchedule(null, delay, false, expiresAt, Priority.NORMAL, null, window);
  }

  private void store(NewMail mail) {
    id = mail.id();
    stores.inserts().enqueue(List.of(mail)).await();
  }

  private void suppress() {
    stores.suppressions().add(new Suppress(address(), null, null), ADA, null).await();
  }

  private String address() {
    return name + "@b.c";
  }

  private MailTags tags() {
    return new MailTags(name, null, false, "UTC", false);
  }

  private void throttle(String throttle, int limit, Duration within) {
    stores.throttles().putThrottle(new Throttle(throttle, name, false, limit, within)).await();
  }
}
