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
  record Direct(NewMail mail, @Nullable IdempotencyKey key) implements Accept {}

  /** It waits in the queue: for its time, or because its key must be looked at. */
  record Queued(NewMail mail, @Nullable IdempotencyKey key) implements Accept {}

  /** It becomes one with the mails of its window. */
  record Windowed(NewMail mail, @Nullable IdempotencyKey key) implements Accept {}
}
