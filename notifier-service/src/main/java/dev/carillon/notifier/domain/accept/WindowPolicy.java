package dev.carillon.notifier.domain.accept;

import dev.carillon.contract.mail.DigestMode;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.notifier.domain.mail.DigestItem;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How mails become one: when a window closes, and what the mail says that stands for all of them.
 * Arithmetic on a given time.
 *
 * @param mail the one that comes into the window
 */
public record WindowPolicy(NewMail mail, Window window) {
  /** A digest that has grown so far goes out as it is, and the next mail opens another. */
  static final int MAX_ITEMS = 200;

  /** In characters of the items' JSON. */
  static final int MAX_LENGTH = 100_000;

  private static final Duration BETWEEN_STATEMENTS = Duration.ofSeconds(1);

  /** For a mail that has a window. */
  public static WindowPolicy of(NewMail mail) {
    return new WindowPolicy(mail, Objects.requireNonNull(mail.schedule().window()));
  }

  /**
   * A window as it is found.
   *
   * @param since when it was opened
   * @param closesAt when it closes; null if it has just been opened
   * @param items what the mails in it say, if it gathers
   * @param length of the items as JSON
   * @param mails how many mails have come into it
   */
  public record Found(
      Instant now,
      Instant since,
      @Nullable Instant closesAt,
      List<Doc> items,
      int length,
      int mails) {
    public Found {
      items = List.copyOf(items);
    }

    /** Whether it takes no further mail. */
    public boolean isFull() {
      return (!items.isEmpty() && mails >= MAX_ITEMS) || length > MAX_LENGTH;
    }

    private boolean isOpen() {
      return closesAt != null && closesAt.isAfter(now) && !isFull();
    }
  }

  /**
   * A window after a mail has come into it.
   *
   * @param stored the mail to be stored: it says what all of them said, at the end of the window
   */
  public record Next(Instant since, Instant closesAt, List<Doc> items, int mails, NewMail stored) {
    public Next {
      items = List.copyOf(items);
    }
  }

  /**
   * The mail and a window that it finds.
   *
   * @param whole what is said in the place of the mail that waits there; null if that keeps its
   *     place
   */
  public record Meeting(Found found, @Nullable NewMail whole) {
    private boolean isOpen() {
      return found.isOpen() && (whole != null || found.items().isEmpty());
    }
  }

  /**
   * Whether the mail that waits in the window gives its place up, and for what. A first mail that
   * went at once was not gathered: if it has been put off since, it goes for itself. What cannot be
   * said together, because the template is another since or all of it is too long, is as much as a
   * full window: what was gathered waits as it is.
   */
  public Meeting meet(Found found) {
    boolean gathers = window.digest() == null || !found.items().isEmpty();
    return new Meeting(found, gathers && !found.isFull() ? together(with(found.items())) : null);
  }

  private @Nullable NewMail together(List<Doc> items) {
    DigestItem digest = mail.digest();
    if (digest == null || items.size() < 2) {
      return mail;
    }
    try {
      return digest.together().apply(items);
    } catch (Failure e) {
      if (e.code() != FailureCode.INVALID) {
        throw e;
      }
      return null;
    }
  }

  /**
   * What becomes of the window.
   *
   * @param due when the mail goes that waited in it, whose place this one takes; null if it takes
   *     no other's
   */
  public Next after(Meeting meeting, @Nullable Instant due) {
    boolean merged = due != null;
    Found found = meeting.found();
    boolean first = window.digest() == DigestMode.FIRST;
    if (!merged && !(first && meeting.isOpen())) {
      return first ? opened(found.now(), List.of(), false) : opened(found.now(), item(), true);
    }
    Instant closesAt = closes(found);
    return new Next(
        found.since(),
        closesAt,
        merged ? with(found.items()) : item(),
        found.mails() + 1,
        stored(
            merged ? Objects.requireNonNull(meeting.whole()) : mail,
            found.now(),
            due != null && isPutOff(found, due) && due.isAfter(closesAt) ? due : closesAt));
  }

  /** Whether somebody has put it off; the clock goes on from statement to statement. */
  private static boolean isPutOff(Found found, Instant due) {
    Instant closesAt = found.closesAt();
    return closesAt != null && due.isAfter(closesAt.plus(BETWEEN_STATEMENTS));
  }

  private Next opened(Instant now, List<Doc> items, boolean waits) {
    Instant closesAt = now.plus(window.length());
    return new Next(now, closesAt, items, 1, stored(mail, now, waits ? closesAt : now));
  }

  private Instant closes(Found found) {
    boolean slides = window.digest() == null || window.digest() == DigestMode.SLIDING;
    if (!slides && found.closesAt() != null) {
      return found.closesAt();
    }
    Instant slid = found.now().plus(window.length());
    Instant end = found.since().plus(window.most());
    return slid.isBefore(end) ? slid : end;
  }

  private NewMail stored(NewMail says, Instant now, Instant at) {
    return says.with(mail.request(), mail.trace())
        .withDelay(at.isAfter(now) ? Duration.between(now, at) : null);
  }

  private List<Doc> with(List<Doc> items) {
    List<Doc> all = new ArrayList<>(items);
    all.addAll(item());
    return all;
  }

  private List<Doc> item() {
    return mail.digest() == null ? List.of() : List.of(mail.digest().item());
  }
}
