package dev.carillon.notifier.domain.erasure;

import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Erases a person: mail that waits is called back, and what is known of the person goes. It is
 * complete only when no mail is on its way and nothing that was being accepted at that moment can
 * still come; until then the event is refused for now and comes again.
 */
public final class Erasures {
  private static final int SWEPT_AT_ONCE = 100;

  private final ErasureStore store;

  /** Over a store. */
  public Erasures(ErasureStore store) {
    this.store = store;
  }

  /**
   * Erases; how much it was, by kind. UNAVAILABLE while it is not complete; all that can be erased
   * is gone then too.
   */
  public Future<Map<String, Long>> on(DomainEvent<?> event, UserEvent.Erased erased) {
    ErasedPerson person =
        new ErasedPerson(event.id(), erased.userId(), addresses(erased), event.time());
    return store
        .begin(person)
        .compose(
            quiet ->
                cancelAndErase(person)
                    .compose(
                        left -> {
                          if (left > 0) {
                            throw later(left + " mails are being sent at this moment");
                          }
                          if (!quiet) {
                            throw later("What began before the erasure has not ended");
                          }
                          return store.finish(person.event());
                        }));
  }

  /**
   * Looks again at those who were erased a minute or more ago: mail to a user whom the directory
   * knew when it was asked may have been accepted after that. What is on its way is left for
   * another time.
   */
  public Future<Void> sweep() {
    return store
        .unswept(SWEPT_AT_ONCE)
        .compose(
            people -> {
              Future<Void> swept = Future.succeededFuture();
              for (ErasedPerson person : people) {
                swept = swept.compose(v -> sweep(person));
              }
              return swept;
            });
  }

  private Future<Void> sweep(ErasedPerson person) {
    return cancelAndErase(person)
        .compose(left -> left > 0 ? Future.succeededFuture() : store.swept(person.event()));
  }

  /** What is settled is erased even while something is on its way: that may take minutes. */
  private Future<Integer> cancelAndErase(ErasedPerson person) {
    return store.cancelPending(person).compose(left -> store.erase(person).map(left));
  }

  private static Failure later(String why) {
    return Failure.of(FailureCode.UNAVAILABLE, why);
  }

  /** As the directory has them and as keys of mail have them. */
  private static List<String> addresses(UserEvent.Erased erased) {
    return erased.addresses() == null
        ? List.of()
        : erased.addresses().stream()
            .flatMap(a -> Stream.of(a, a.toLowerCase(Locale.ROOT)))
            .distinct()
            .toList();
  }
}
