package dev.carillon.notifier.domain.accept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.DigestMode;
import dev.carillon.contract.mail.Priority;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.DigestItem;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** When a window closes, and what stands in it: seconds from a moment. */
class WindowPolicyTest {
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
  private static final Duration MINUTE = Duration.ofSeconds(60);
  private static final String OLD = "what the template of today cannot say";

  @Nested
  class Debounced {
    private final WindowPolicy policy = policy(Window.debounce("draft", MINUTE));

    @Test
    void theFirstOpensAWindow() {
      WindowPolicy.Next next = after(policy, justOpened(0), false);
      assertThat(next.since()).isEqualTo(at(0));
      assertThat(next.closesAt()).isEqualTo(at(60));
      assertThat(next.mails()).isEqualTo(1);
      assertThat(next.items()).isEmpty();
      assertThat(next.stored().schedule().delay()).isEqualTo(MINUTE);
    }

    @Test
    void eachMovesTheEndButNotBeyondTenLengths() {
      assertThat(after(policy, found(50, 0, 60, 1), true).closesAt()).isEqualTo(at(110));
      assertThat(after(policy, found(580, 0, 590, 9), true).closesAt()).isEqualTo(at(600));
    }

    @Test
    void whatFindsNobodyOpensAnother() {
      WindowPolicy.Next next = after(policy, found(70, 0, 60, 3), false);
      assertThat(next.since()).isEqualTo(at(70));
      assertThat(next.mails()).isEqualTo(1);
    }
  }

  @Nested
  class Gathered {
    @Test
    void aFixedWindowKeepsItsEnd() {
      WindowPolicy policy = policy(Window.digest(DigestMode.FIXED, "news", MINUTE));
      WindowPolicy.Next next = after(policy, found(50, 0, 60, 1, "n0"), true);
      assertThat(next.closesAt()).isEqualTo(at(60));
      assertThat(next.stored().schedule().delay()).isEqualTo(Duration.ofSeconds(10));
      assertThat(next.stored().content().text()).isEqualTo("n0,new");
      assertThat(next.mails()).isEqualTo(2);
    }

    @Test
    void aSlidingOneMovesIt() {
      WindowPolicy policy = policy(Window.digest(DigestMode.SLIDING, "news", MINUTE));
      assertThat(after(policy, found(50, 0, 60, 1, "n0"), true).closesAt()).isEqualTo(at(110));
      assertThat(after(policy, found(580, 0, 590, 9, "n0"), true).closesAt()).isEqualTo(at(600));
    }

    @Test
    void whatSomebodyHasPutOffStaysSo() {
      WindowPolicy policy = policy(Window.digest(DigestMode.FIXED, "news", MINUTE));
      WindowPolicy.Meeting over = policy.meet(found(70, 0, 60, 1, "n0"));
      WindowPolicy.Next next = policy.after(over, at(500));
      assertThat(next.stored().schedule().delay()).isEqualTo(Duration.ofSeconds(430));
      assertThat(next.closesAt()).isEqualTo(at(60));
      WindowPolicy.Meeting open = policy.meet(found(50, 0, 60, 1, "n0"));
      assertThat(policy.after(open, at(60).plusMillis(900)).stored().schedule().delay())
          .as("stored a moment later than it was reckoned")
          .isEqualTo(Duration.ofSeconds(10));
      WindowPolicy sliding = policy(Window.digest(DigestMode.SLIDING, "news", MINUTE));
      assertThat(sliding.after(open, at(65)).stored().schedule().delay()).isEqualTo(MINUTE);
    }

    /** What it says is not in the window: it would be said by nobody. */
    @Test
    void aFirstMailThatWasPutOffIsNotMerged() {
      WindowPolicy policy = policy(Window.digest(DigestMode.FIRST, "news", MINUTE));
      assertThat(policy.meet(found(50, 0, 60, 1)).whole()).isNull();
      assertThat(policy.meet(found(50, 0, 60, 2, "n1")).whole()).isNotNull();
      assertThat(policy(Window.debounce("draft", MINUTE)).meet(found(50, 0, 60, 1)).whole())
          .isNotNull();
    }

    @Test
    void aSingleItemIsTheMailItself() {
      WindowPolicy policy = policy(Window.digest(DigestMode.FIXED, "news", MINUTE));
      WindowPolicy.Next next = after(policy, justOpened(0), false);
      assertThat(next.items()).hasSize(1);
      assertThat(next.stored().content().text()).isEqualTo("plain");
    }
  }

  @Nested
  class FirstAtOnce {
    private final WindowPolicy policy = policy(Window.digest(DigestMode.FIRST, "news", MINUTE));

    @Test
    void theFirstGoesAtOnceAndIsNotSaidAgain() {
      WindowPolicy.Next next = after(policy, justOpened(0), false);
      assertThat(next.stored().schedule().delay()).isNull();
      assertThat(next.items()).isEmpty();
      assertThat(next.closesAt()).isEqualTo(at(60));
    }

    @Test
    void theOthersWaitForTheEndOfTheWindow() {
      WindowPolicy.Next next = after(policy, found(20, 0, 60, 1), false);
      assertThat(next.stored().schedule().delay()).isEqualTo(Duration.ofSeconds(40));
      assertThat(next.items()).hasSize(1);
      assertThat(next.mails()).isEqualTo(2);
    }

    @Test
    void afterTheEndTheNextIsAFirstAgain() {
      WindowPolicy.Next next = after(policy, found(61, 0, 60, 3), false);
      assertThat(next.stored().schedule().delay()).isNull();
      assertThat(next.since()).isEqualTo(at(61));
    }
  }

  @Nested
  class Full {
    @Test
    void twoHundredItemsAreEnough() {
      assertThat(found(1, 0, 60, 199, "n").isFull()).isFalse();
      assertThat(found(1, 0, 60, 200, "n").isFull()).isTrue();
    }

    @Test
    void whatGathersNothingIsNeverFull() {
      assertThat(found(1, 0, 60, 5_000).isFull()).isFalse();
    }

    @Test
    void soIsAVeryLongText() {
      WindowPolicy.Found found =
          new WindowPolicy.Found(at(1), at(0), at(60), List.of(Doc.of("n")), 100_001, 2);
      assertThat(found.isFull()).isTrue();
    }

    @Test
    void aFullWindowOfFirstsSendsTheNextAtOnce() {
      WindowPolicy policy = policy(Window.digest(DigestMode.FIRST, "news", MINUTE));
      assertThat(after(policy, found(20, 0, 60, 200, "n"), false).stored().schedule().delay())
          .isNull();
    }

    /** Of a template that has changed since, for example. */
    @Test
    void whatCannotBeSaidTogetherOpensAWindowOfItsOwn() {
      WindowPolicy policy = policy(Window.digest(DigestMode.FIXED, "news", MINUTE));
      WindowPolicy.Found old = found(20, 0, 60, 2, OLD);
      assertThat(policy.meet(old).whole()).isNull();
      WindowPolicy.Next next = after(policy, old, false);
      assertThat(next.since()).isEqualTo(at(20));
      assertThat(next.items()).containsExactly(Doc.of("new"));
      assertThat(next.stored().content().text()).isEqualTo("plain");
      assertThat(next.stored().schedule().delay()).isEqualTo(MINUTE);
      WindowPolicy firsts = policy(Window.digest(DigestMode.FIRST, "news", MINUTE));
      assertThat(after(firsts, old, false).stored().schedule().delay()).isNull();
    }
  }

  private static WindowPolicy.Next after(
      WindowPolicy policy, WindowPolicy.Found found, boolean merged) {
    return policy.after(policy.meet(found), merged ? found.closesAt() : null);
  }

  private static WindowPolicy.Found justOpened(long now) {
    return new WindowPolicy.Found(at(now), at(now), null, List.of(), "[]".length(), 0);
  }

  private static WindowPolicy.Found found(
      long now, long since, long closesAt, int mails, String... items) {
    List<Doc> docs =
        items.length == 0 ? List.of() : Collections.nCopies(items.length, Doc.of(items[0]));
    return new WindowPolicy.Found(at(now), at(since), at(closesAt), docs, 10, mails);
  }

  private static Instant at(long second) {
    return START.plusSeconds(second);
  }

  private static WindowPolicy policy(Window window) {
    MailSchedule schedule =
        new MailSchedule(null, null, false, null, Priority.NORMAL, null, window);
    NewMail plain = mail("plain", schedule, null);
    DigestItem digest = new DigestItem(Doc.of("new"), items -> mail(said(items), schedule, null));
    return WindowPolicy.of(window.digest() == null ? plain : mail("plain", schedule, digest));
  }

  private static String said(List<Doc> items) {
    if (items.contains(Doc.of(OLD))) {
      throw Failure.invalid("/data/url", "is missing");
    }
    return items.stream()
        .map(item -> String.valueOf(item.value()))
        .collect(Collectors.joining(","));
  }

  private static NewMail mail(String text, MailSchedule schedule, DigestItem digest) {
    return new NewMail(
        new UUID(0, 1),
        "a@b.c",
        null,
        null,
        "S",
        Content.text(text),
        "<1@test>",
        MailTags.NONE,
        schedule,
        digest);
  }
}
