package dev.carillon.notifier.domain.mail;

import dev.carillon.contract.mail.MailChange;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Tells of changes that are committed. */
@FunctionalInterface
public interface MailEvents {
  /** Tells nobody. */
  MailEvents NONE = changes -> {};

  /** Tells those who are subscribed; does not wait for them. */
  void tell(List<MailChange> changes);

  /**
   * Commits, and tells of it before anything that comes of it: {@link OrderedMailEvents}.
   *
   * @param mails those that the commit may change
   * @param commit must end, well or not, and must not throw
   * @param changes what a commit that ended well has changed
   */
  default <T> Future<T> tellFirst(
      Collection<UUID> mails,
      Supplier<Future<T>> commit,
      Function<? super T, List<MailChange>> changes) {
    return commit.get().onSuccess(committed -> tell(changes.apply(committed)));
  }
}
