package dev.carillon.notifier.store.pg.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.throttles.Throttle;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.mail.NewMail;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How much throttles let through, on a real PostgreSQL. */
class ThrottleIT extends ThrottledMail {
  @Test
  void ofWhatIsThrottledOnlySoManyGoOutInAnySpanAndTheOthersComeLater() {
    throttle("few", null, true, 2);
    for (int i = 0; i < 5; i++) {
      store(to("a@b.c", label("t", false)));
    }
    store(to("A@b.c", label("t", true))); // critical
    store(to("other@b.c", label("t", false)));
    Map<SendDecision.Kind, List<Judged>> first = claimed();
    assertThat(first.get(SendDecision.Kind.SEND)).hasSize(4);
    assertThat(first.get(SendDecision.Kind.THROTTLED))
        .hasSize(3)
        .extracting(m -> Duration.between(m.mail().takenAt(), m.decision().until()).toSeconds())
        .allMatch(s -> s > 50 && s <= 60);
    assertThat(promote() + release()).isZero();
    later("61 s");
    assertThat(release()).isEqualTo(2); // those that may go, and no others
    Map<SendDecision.Kind, List<Judged>> second = claimed();
    assertThat(second.get(SendDecision.Kind.SEND)).hasSize(2);
    assertThat(second).doesNotContainKey(SendDecision.Kind.THROTTLED);
    later("122 s");
    assertThat(release()).isEqualTo(1);
    assertThat(claimed().get(SendDecision.Kind.SEND)).hasSize(1);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void aThrottleCountsAcrossTemplatesAndOneOfATemplateDoesNot() {
    throttle("all", null, true, 1);
    throttle("of-x", "x", false, 1);
    store(to("a@b.c", label("x", false)));
    store(to("a@b.c", label("y", false)));
    store(to("b@b.c", label("x", false)));
    store(to("b@b.c", label("y", false)));
    Map<SendDecision.Kind, List<Judged>> taken = claimed();
    assertThat(taken.get(SendDecision.Kind.SEND))
        .extracting(m -> m.mail().recipient() + m.mail().tags().template())
        .containsExactlyInAnyOrder("a@b.cx", "b@b.cy"); // b's first is held, and counts for nothing
    assertThat(taken.get(SendDecision.Kind.THROTTLED))
        .extracting(m -> m.decision().throttle())
        .containsExactlyInAnyOrder("all", "of-x");
    stores.throttles().deleteThrottle("of-x").await();
    assertThat(release()).isEqualTo(1);
  }

  /** Three throttles, mails at random moments: one goes if no throttle has let enough through. */
  @Test
  void whatGoesIsExactlyWhatTheSpansLeave() throws SQLException {
    record Rule(String template, boolean each, int most, long span) {}
    Map<String, Rule> rules =
        Map.of(
            "a", new Rule(null, true, 3, 10_000),
            "b", new Rule("t1", false, 5, 20_000),
            "c", new Rule(null, false, 9, 15_000));
    rules.forEach(
        (name, rule) ->
            stores
                .throttles()
                .putThrottle(
                    new Throttle(
                        name,
                        rule.template(),
                        rule.each(),
                        rule.most(),
                        Duration.ofMillis(rule.span())))
                .await());
    asOwner(
        "insert into throttle_key (throttle, key, until)"
            + " select distinct t.id, throttle_key_of(t.per_recipient, 'u' || u || '@b.c'),"
            + " 'epoch'::timestamptz from throttle t, generate_series(0, 3) u");
    Connection connection = connect("CARILLON_NOTIFIER_PG_URL");
    Statement asking = connection.createStatement();
    asking.execute("set search_path = notifier");
    Random random = new Random(5);
    Map<String, List<Long>> passes = new HashMap<>();
    long now = 0;
    for (int i = 0; i < 600; i++) {
      now += random.nextInt(1_500);
      String to = "u" + random.nextInt(4) + "@b.c";
      String template = "t" + random.nextInt(2);
      long moment = now;
      List<String> keys = new ArrayList<>();
      boolean free = true;
      for (Map.Entry<String, Rule> entry : rules.entrySet()) {
        Rule rule = entry.getValue();
        if (rule.template() == null || rule.template().equals(template)) {
          String key = entry.getKey() + (rule.each() ? to : "");
          keys.add(key);
          free &=
              passes.getOrDefault(key, List.of()).stream()
                      .filter(at -> at > moment - rule.span())
                      .count()
                  < rule.most();
        }
      }
      String said =
          said(
              asking,
              ("select ceil(extract(epoch from free_at) * 1000)::bigint from take_pass("
                      + "gen_random_uuid(), '%s', '%s', to_timestamp(%d / 1000.0))")
                  .formatted(to, template, 1_000_000_000_000L + now));
      assertThat(said == null).as("mail %d: %s", i, said).isEqualTo(free);
      if (free) {
        keys.forEach(key -> passes.computeIfAbsent(key, k -> new ArrayList<>()).add(moment));
      } else {
        long until = Long.parseLong(said) - 1_000_000_000_000L;
        assertThat(until).isGreaterThan(now).isLessThanOrEqualTo(now + 20_000);
      }
    }
    connection.close();
    assertThat(Long.parseLong(query("select count(*) from throttle_pass")))
        .isLessThanOrEqualTo(4 * 3 + 5 + 9); // no more than is needed
    later("1 day");
    assertThat(stores.throttles().forget(1_000).await()).isFalse();
    assertThat(query("select count(*) from throttle_pass")).isEqualTo("0");
  }

  @Test
  void workersThatClaimTogetherDoNotEachSeeRoom() {
    throttle("few", null, false, 5);
    for (int i = 0; i < 40; i++) {
      store(mail());
    }
    List<Future<List<SendDecision>>> asked = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Batch batch = stores.queue().claim(1001 + i, room(10)).await().get(0);
      asked.add(stores.queue().takePasses(requests(batch)));
    }
    Future.join(asked).await();
    assertThat(
            asked.stream()
                .flatMap(a -> a.result().stream())
                .filter(decision -> decision.kind() == SendDecision.Kind.SEND))
        .hasSize(5);
  }

  @Test
  void whatIsStoredForAWorkerIsThrottledAsWellAndCountedOnce() throws SQLException {
    throttle("few", null, false, 2);
    List<NewMail> mails = List.of(mail(), mail(), mail());
    Batch leased = stores.inserts().lease(mails, 1001L).await().leased().get(0);
    assertThat(leased.mails())
        .extracting(m -> m.decision().kind())
        .containsOnly(SendDecision.Kind.ASK);
    assertThat(stores.queue().takePasses(requests(leased)).await())
        .extracting(SendDecision::kind)
        .containsExactlyInAnyOrder(
            SendDecision.Kind.SEND, SendDecision.Kind.SEND, SendDecision.Kind.THROTTLED);
    assertThat(
            query(
                "select used || ' let through, ' || (select count(*) from deferred)"
                    + " || ' held' from throttle_key"))
        .isEqualTo("2 let through, 1 held");
  }

  @Test
  void whoeverAsksAgainGetsTheSameAnswer() throws SQLException {
    throttle("few", null, false, 1);
    List<NewMail> mails = List.of(mail(), mail());
    Batch leased = stores.inserts().lease(mails, 1001L).await().leased().get(0);
    List<SendDecision.Kind> first = kinds(leased);
    assertThat(first)
        .containsExactlyInAnyOrder(SendDecision.Kind.SEND, SendDecision.Kind.THROTTLED);
    assertThat(kinds(leased))
        .containsExactlyInAnyOrder(SendDecision.Kind.SEND, SendDecision.Kind.GONE);
    assertThat(query("select used from throttle_key")).isEqualTo("1");
  }

  @Test
  void aThrottleThatIsChangedLooksAtWhatItHasParked() {
    throttle("few", null, false, 1);
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ids.add(store(mail()));
    }
    claimed();
    assertThat(release()).isZero();
    throttle("few", null, false, 3);
    assertThat(release()).isEqualTo(2);
    assertThat(claimed().get(SendDecision.Kind.SEND))
        .extracting(m -> m.mail().id())
        .containsExactlyInAnyOrder(ids.get(1), ids.get(2));
    throttle("few", "other", false, 1); // no longer for these
    assertThat(release()).isEqualTo(1);
    assertThat(claimed().get(SendDecision.Kind.SEND)).hasSize(1);
  }

  @Test
  void aThrottleWhoseSpanIsMadeLongerRemembersWhatWentBefore() {
    throttle("t", null, true, 1);
    store(mail());
    assertThat(claimed().get(SendDecision.Kind.SEND)).hasSize(1);
    stores.throttles().putThrottle(new Throttle("t", null, true, 1, Duration.ofHours(24))).await();
    later("2 min");
    assertThat(stores.throttles().forget(1_000).await()).isFalse();
    store(mail());
    assertThat(claimed()).doesNotContainKey(SendDecision.Kind.SEND);
  }

  /** The commit that ends a throttle is not the one that wakes what is parked there. */
  @Test
  void whatAThrottleThatIsGoneHasLeftParkedIsWokenInPieces() throws SQLException {
    throttle("gone", "x", true, 1);
    throttle("stays", "y", false, 1);
    for (int i = 0; i < 3; i++) {
      for (int mails = 0; mails < 2; mails++) {
        store(to("u" + i + "@b.c", label("x", false)));
      }
      store(to("a@b.c", label("y", false)));
    }
    claimed();
    asOwner("delete from throttle where name = 'gone'");
    assertThat(release()).isZero();
    assertThat(stores.throttles().wakeLeft(2).await()).as("there may be more").isTrue();
    assertThat(release()).isEqualTo(2);
    assertThat(stores.throttles().wakeLeft(2).await()).isFalse();
    assertThat(release()).isEqualTo(1);
    assertThat(stores.throttles().wakeLeft(2).await()).isFalse();
    assertThat(query("select count(*) from deferred")).as("at the one that stays").isEqualTo("2");
  }

  @Test
  void whatIsParkedIsWokenAlsoWhereWhatIsHeldElsewhereCannotBe() {
    throttle("few", null, false, 1);
    store(mail());
    store(mail());
    claimed();
    asOwner(
        "insert into deferred (mail_id, run_at, reason, last_error) select gen_random_uuid(),"
            + " clock_now() + interval '1 day', 'h', 'throttle few until x'; alter table deferred"
            + " add constraint stuck check (throttle is not null or reason <> 'h') not valid");
    try {
      assertThatThrownBy(() -> stores.throttles().deleteThrottle("few").await())
          .hasMessageContaining("stuck");
    } finally {
      asOwner("alter table deferred drop constraint stuck");
    }
    assertThat(release()).isEqualTo(1);
  }

  @Test
  void whatIsPutOffWhenItIsAboutToGoLeavesItsPassToAnother() throws SQLException {
    throttle("few", null, false, 1);
    for (int i = 0; i < 3; i++) {
      store(mail());
    }
    claimed();
    later("61 s");
    assertThat(release()).isEqualTo(1);
    UUID released = UUID.fromString(query("select mail_ids[1]::text from ready"));
    stores.controls().reschedule(released, Instant.now().plus(Duration.ofDays(1)), ADA).await();
    assertThat(release()).isEqualTo(1);
  }

  /** Each half a minute one of them lets somebody through; each has others in its line. */
  @Test
  void twoThrottlesThatAreAlwaysFullDoNotPassAMailOnForEver() {
    throttle("of-x", "x", false, 1);
    throttle("each", null, true, 1);
    store(to("other@b.c", label("x", false)));
    claimed();
    later("30 s");
    store(to("a@b.c", label("y", false)));
    claimed();
    UUID both = store(to("a@b.c", label("x", false)));
    for (int i = 0; i < 9; i++) {
      store(to("other" + i + "@b.c", label("x", false)));
      store(to("a@b.c", label("y", false)));
    }
    claimed();
    List<UUID> sent = new ArrayList<>();
    for (int i = 2; i < 10 && !sent.contains(both); i++) {
      later(i * 30 + 1 + " s");
      release();
      claimed()
          .getOrDefault(SendDecision.Kind.SEND, List.of())
          .forEach(one -> sent.add(one.mail().id()));
    }
    assertThat(sent).contains(both).hasSizeLessThan(6);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  private static String said(Statement asking, String sql) throws SQLException {
    try (ResultSet rows = asking.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
