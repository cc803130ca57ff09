package dev.carillon.notifier.domain.accept;

import dev.carillon.contract.mail.DigestMode;
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
   * Whether the mail that waits in the window may give its place up. A first mail that went at once
   * was not gathered: if it has been put off since, it goes for itself.
   */
  public boolean mayMerge(Found found) {
    return !found.isFull() && (window.digest() == null || !found.items().isEmpty());
  }

  /**
   * What becomes of the window.
   *
   * @param merged whether another mail waited in it, whose place this one takes
   */
  public Next after(Found found, boolean merged) {
    boolean first = window.digest() == DigestMode.FIRST;
    if (!merged && !(first && found.isOpen())) {
      return first ? opened(found.now(), List.of(), false) : opened(found.now(), item(), true);
    }
    List<Doc> items = new ArrayList<>(merged ? found.items() : List.of());
    items.addAll(item());
    Instant closesAt = closes(found);
    return new Next(
        found.since(), closesAt, items, found.mails() + 1, stored(items, found.now(), closesAt));
  }

  private Next opened(Instant now, List<Doc> items, boolean waits) {
    Instant closesAt = now.plus(window.length());
    return new Next(now, closesAt, items, 1, stored(items, now, waits ? closesAt : now));
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

  private NewMail stored(List<Doc> items, Instant now, Instant at) {
    DigestItem digest = mail.digest();
    NewMail whole = digest != null && items.size() > 1 ? digest.together().apply(items) : mail;
    return whole
        .with(mail.request(), mail.trace())
        .withDelay(at.isAfter(now) ? Duration.between(now, at) : null);
  }

  private List<Doc> item() {
    return mail.digest() == null ? List.of() : List.of(mail.digest().item());
  }
}
