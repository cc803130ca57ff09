package dev.carillon.bench.size;

import dev.carillon.contract.PageRequest;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.suppressions.ListSuppressions;
import dev.carillon.contract.suppressions.Pause;
import dev.carillon.notifier.NotifierStores;
import dev.carillon.notifier.domain.erasure.ErasedPerson;
import dev.carillon.notifier.domain.mail.MailStore;
import dev.carillon.request.Actor;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that a user asks for.
 *
 * @param once whether it changes what it is asked of, so that it is asked one time
 */
record Question(String name, boolean once, Supplier<Future<?>> ask) {
  private static final PageRequest PAGE = new PageRequest(50, null);
  private static final int RETRIED = 1_000;
  private static final UUID USER = UUID.fromString("00000000-0000-7000-8000-000000000008");
  private static final ErasedPerson PERSON =
      new ErasedPerson(
          USER, USER, List.of("person8@example.org"), Instant.parse("2100-01-01T00:00:00Z"));

  static List<Question> all(NotifierStores stores) {
    List<Question> all = new ArrayList<>();
    all.add(mails("list", stores, null, null, null));
    all.add(mails("list to an address", stores, "person7@example.org", null, null));
    all.add(mails("list of a user", stores, null, null, USER));
    for (MailState state : MailState.values()) {
      String name = "list " + state.name().toLowerCase(Locale.ROOT);
      all.add(mails(name, stores, null, state, null));
    }
    all.add(mails("list dead to an address", stores, "person60@example.org", MailState.DEAD, null));
    all.addAll(filtered(stores));
    all.add(
        new Question(
            "suppressions",
            false,
            () -> stores.suppressions().list(new ListSuppressions(null, PAGE))));
    all.add(new Question("windows and holds", false, () -> stores.throttles().held()));
    all.add(ledger("ledger", stores));
    all.addAll(changes(stores));
    return all;
  }

  private static List<Question> changes(NotifierStores stores) {
    return List.of(
        new Question(
            "retry " + RETRIED + " dead",
            false,
            () -> stores.controls().retryAll(MailState.DEAD, RETRIED, new Actor("person", ""))),
        new Question(
            "erase a user's mail",
            true,
            () ->
                stores
                    .erasures()
                    .cancelPending(PERSON)
                    .compose(left -> stores.erasures().erase(PERSON))),
        new Question(
            "resume",
            true,
            () -> stores.suppressions().resume(new Pause("shop"), new Actor("ops", "r1"))));
  }

  /** Whether all mail is accounted for. */
  static Question ledger(String name, NotifierStores stores) {
    MailStore mails = stores.mails(); // one: each answer goes on where the last one ended
    return new Question(name, false, mails::ledger);
  }

  /** By template and time, alone and with something else. */
  private static List<Question> filtered(NotifierStores stores) {
    Instant now = Instant.now();
    Instant weekAgo = now.minus(Duration.ofDays(7));
    Instant earlier = weekAgo.minus(Duration.ofHours(1));
    return List.of(
        mails(
            "list of a template",
            stores,
            new ListMails(null, null, null, "rare", null, null, PAGE)),
        mails(
            "list of an hour",
            stores,
            new ListMails(null, null, null, null, earlier, weekAgo, PAGE)),
        mails(
            "list dead of an hour",
            stores,
            new ListMails(null, MailState.DEAD, null, null, earlier, weekAgo, PAGE)),
        mails(
            "list sent of a template",
            stores,
            new ListMails(null, MailState.SENT, null, "shop", null, null, PAGE)),
        mails(
            "list of a subject that nobody has",
            stores,
            new ListMails(null, null, null, null, null, null, "nobody said this", PAGE)),
        mails(
            "list of a template to an address",
            stores,
            new ListMails("person7@example.org", null, null, "rare", null, null, PAGE)));
  }

  private static Question mails(String name, NotifierStores stores, ListMails request) {
    return new Question(name, false, () -> stores.mails().list(request));
  }

  private static Question mails(
      String name,
      NotifierStores stores,
      @Nullable String to,
      @Nullable MailState state,
      @Nullable UUID user) {
    return mails(name, stores, new ListMails(to, state, user, PAGE));
  }

  /** The longest of some times; a failure counts as for ever. */
  Duration longest(int rounds) {
    Duration longest = Duration.ZERO;
    if (!once) { // the first connections, plans and classes are not what is measured
      ask.get().transform(r -> Future.succeededFuture(r.succeeded())).await();
    }
    for (int round = 0; round < (once ? 1 : rounds); round++) {
      long began = System.nanoTime();
      Throwable failure =
          ask.get().<Throwable>transform(r -> Future.succeededFuture(r.cause())).await();
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      if (failure != null) {
        System.out.println(name + " failed: " + failure.getMessage());
        took = Duration.ofHours(1);
      }
      longest = took.compareTo(longest) > 0 ? took : longest;
    }
    return longest;
  }
}
