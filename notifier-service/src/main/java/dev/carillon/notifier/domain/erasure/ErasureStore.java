package dev.carillon.notifier.domain.erasure;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Where a person's traces lie. Every call may be repeated, and futures complete after the commit.
 */
public interface ErasureStore {
  /**
   * Notes that an erasure was asked for.
   *
   * @return whether all that was being accepted or changed when this was first asked is committed:
   *     what is erased from now on is all that there is
   */
  Future<Boolean> begin(ErasedPerson person);

  /**
   * Cancels what waits to be sent, and closes what was given up.
   *
   * @return how many mails are in a worker's hands: 0 when nothing of it will be sent any more
   */
  Future<Integer> cancelPending(ErasedPerson person);

  /**
   * Erases what settled mail says, with what servers replied to it, and what else names the person.
   * Of addresses that want no mail a hash is kept.
   */
  Future<Void> erase(ErasedPerson person);

  /** Notes that nothing is left; how much was erased, by kind. */
  Future<Map<String, Long>> finish(UUID event);

  /** Erasures that were finished a while ago and were not looked at since. */
  Future<List<ErasedPerson>> unswept(int most);

  /** Notes that one was looked at once more. */
  Future<Void> swept(UUID event);
}
