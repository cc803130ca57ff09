package dev.carillon.notifier.domain.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.Answered;
import dev.carillon.contract.mail.ListReasons;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailReasons;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Retried;
import dev.carillon.contract.mail.RetryReason;
import dev.carillon.failure.Failure;
import dev.carillon.request.Actor;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** All mail of a reason is tried again once, in pieces of which each is bounded. */
class GivenUpMailTest {
  private static final Instant BEGAN = Instant.parse("2026-11-28T12:00:00Z");
  private static final String FULL = "452 4.2.2 Mailbox full";
  private static final String GONE = "550 5.1.1 Nobody here";

  private final Table table = new Table();
  private int woken;
  private final GivenUpMail mail = new GivenUpMail(table, () -> woken++);

  /** What was given up; whatever is tried again is given up again at once, for the same reason. */
  private static final class Table implements ControlStore {
    private final Map<UUID, GivenUp> dead = new HashMap<>();
    private final Map<UUID, Integer> tries = new HashMap<>();
    private final List<Integer> asked = new ArrayList<>();
    private Instant now = BEGAN;

    void add(int many, String reply) {
      for (int i = 0; i < many; i++) {
        now = now.plusMillis(1);
        UUID id = new UUID(7, dead.size());
        dead.put(id, new GivenUp(id, now, reply, now));
      }
    }

    @Override
    public Future<List<GivenUp>> givenUp(
        MailState state, @Nullable GivenUp after, @Nullable Instant until, int limit) {
      asked.add(limit);
      Instant end = until == null ? now : until;
      return Future.succeededFuture(
          dead.values().stream()
              .filter(one -> !one.at().isAfter(end))
              .filter(one -> after == null || order().compare(one, after) > 0)
              .sorted(order())
              .limit(limit)
              .map(one -> new GivenUp(one.id(), one.at(), one.reply(), now))
              .toList());
    }

    private static Comparator<GivenUp> order() {
      return Comparator.comparing(GivenUp::at).thenComparing(GivenUp::id);
    }

    @Override
    public Future<Integer> retryThese(List<UUID> ids, Actor by) {
      for (UUID id : ids) {
        now = now.plusMillis(1);
        tries.merge(id, 1, Integer::sum);
        dead.put(id, new GivenUp(id, now, dead.get(id).reply(), now));
      }
      return Future.succeededFuture(ids.size());
    }

    @Override
    public <R> Future<Answered<R>> once(
        @Nullable IdempotencyKey key, Class<R> type, Function<ControlStore, Future<R>> change) {
      return change.apply(this).map(answer -> new Answered<>(answer, false));
    }

    @Override
    public Future<ChangeResult> cancel(UUID id, String why) {
      throw new AssertionError();
    }

    @Override
    public Future<ChangeResult> reschedule(UUID id, Instant at, Actor by) {
      throw new AssertionError();
    }

    @Override
    public Future<Mail> get(UUID id) {
      throw new AssertionError();
    }

    @Override
    public Future<Boolean> retry(UUID id, Actor by) {
      throw new AssertionError();
    }

    @Override
    public Future<Integer> retryAll(MailState state, int limit, Actor by) {
      throw new AssertionError();
    }
  }

  @Test
  void everyMailOfTheReasonIsTriedAgainOnceThoughItDiesAgainAtOnce() {
    table.add(1_500, FULL);
    table.add(2_500, GONE);
    table.add(1_500, FULL);
    int count = 0;
    int pieces = 0;
    String cursor = null;
    do {
      Retried piece = piece(FULL, cursor);
      count += piece.count();
      assertThat(piece.more()).isEqualTo(piece.next() != null);
      cursor = piece.next();
      pieces++;
    } while (cursor != null && pieces < 20);
    assertThat(count).isEqualTo(3_000);
    assertThat(pieces).isEqualTo(3);
    assertThat(table.tries).hasSize(3_000).allSatisfy((id, tries) -> assertThat(tries).isOne());
    assertThat(table.asked).containsOnly(GivenUpMail.PIECE);
    assertThat(woken).isEqualTo(3);
  }

  @Test
  void groupsAreCountedOfTheOldestAndSayThatThereAreMore() {
    table.add(4, GONE);
    table.add(9, FULL);
    MailReasons few = mail.reasons(new ListReasons(MailState.DEAD)).await();
    assertThat(few.items()).extracting(MailReasons.Group::reason).containsExactly(FULL, GONE);
    assertThat(few.items()).extracting(MailReasons.Group::count).containsExactly(9, 4);
    assertThat(few.more()).isFalse();
    table.add(GivenUpMail.COUNTED, GONE);
    MailReasons many = mail.reasons(new ListReasons(MailState.DEAD)).await();
    assertThat(many.counted()).isEqualTo(GivenUpMail.COUNTED);
    assertThat(many.more()).isTrue();
  }

  @Test
  void aCursorIsGoodForItsReasonAlone() {
    table.add(2_500, FULL);
    String cursor = piece(FULL, null).next();
    assertThat(cursor).isNotNull();
    assertThatThrownBy(() -> piece(GONE, cursor)).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> piece(FULL, "abc")).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> new RetryReason(MailState.SENT, FULL, null))
        .isInstanceOf(Failure.class);
    assertThatThrownBy(() -> new RetryReason(MailState.DEAD, "", null)).isInstanceOf(Failure.class);
  }

  private Retried piece(String reason, @Nullable String cursor) {
    return mail.retry(new RetryReason(MailState.DEAD, reason, cursor), new Actor("ada", ""), null)
        .await()
        .answer();
  }
}
