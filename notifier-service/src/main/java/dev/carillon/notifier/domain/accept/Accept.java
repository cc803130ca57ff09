package dev.carillon.notifier.domain.accept;

import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.request.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/** How a mail is committed: decided once, by {@link MailAcceptance#decide}. */
public sealed interface Accept {
  /** The mail. */
  NewMail mail();

  /** The key under which its answer is kept; null for none. */
  @Nullable IdempotencyKey key();

  /** It goes as soon as it is stored: into this process's hands, if there is room. */
  record Direct(NewMail mail, @Nullable IdempotencyKey key) implements Accept {
    /** The same by way of the queue. */
    public Queued queued() {
      return new Queued(mail, key);
    }
  }

  /** It may be committed alone, with its answer if it has a key. */
  sealed interface Alone extends Accept {}

  /** It waits in the queue: for its time, or because its {@code dedupKey} must be looked at. */
  record Queued(NewMail mail, @Nullable IdempotencyKey key) implements Alone {}

  /** It becomes one with the mails of its window. */
  record Windowed(NewMail mail, @Nullable IdempotencyKey key) implements Alone {}
}
