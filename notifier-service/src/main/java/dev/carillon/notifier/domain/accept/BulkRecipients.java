package dev.carillon.notifier.domain.accept;

import dev.carillon.async.task.Gather;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.task.Work;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.AcceptMails;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.notifier.domain.mail.NewMail;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Makes the mails of a mail to many.
 *
 * @param request the mail and its recipients
 * @param resolve makes the mail to one recipient
 */
record BulkRecipients(AcceptMails request, Function<AcceptMail, Future<NewMail>> resolve) {
  /** Users of a mail to many are looked up so many at a time. */
  private static final int RESOLVED_TOGETHER = 64;

  /**
   * Mails of one request weigh so much together: a thousand plain ones, or eight of the largest.
   */
  private static final long MAX_TOGETHER = 16L << 20;

  private static final Doc SOMEBODY = Doc.object("email", "somebody@example.org");

  /** A mistake in the mail itself is reported once, not for each recipient. */
  Future<BulkMail> mails() {
    AcceptMail mail;
    try {
      mail = mailTo(SOMEBODY);
    } catch (Failure failure) {
      throw failure.within("/mail");
    }
    if (mail.debounceKey() != null) {
      throw Failure.invalid("/mail/debounceKey", "is for a single recipient only");
    }
    if (mail.digestKey() != null) {
      throw Failure.invalid("/mail/digestKey", "is for a single recipient only");
    }
    return resolveFrom(0, mail, new ArrayList<>()).map(BulkMail::new);
  }

  private Future<List<Outcome<NewMail>>> resolveFrom(
      int from, AcceptMail mail, List<Outcome<NewMail>> soFar) {
    checkTogether(soFar);
    if (from >= request.to().size()) {
      return Future.succeededFuture(soFar);
    }
    int to = Math.min(from + RESOLVED_TOGETHER, request.to().size());
    List<Future<NewMail>> some =
        request.to().subList(from, to).stream()
            .map(r -> Work.begin(() -> resolve.apply(mail.to(recipient(r)))))
            .toList();
    return Gather.settled(some)
        .compose(
            outcomes -> {
              soFar.addAll(outcomes);
              return resolveFrom(to, mail, soFar);
            });
  }

  /** All of them are one statement; and a failure that may pass is not an answer to keep. */
  private static void checkTogether(List<Outcome<NewMail>> soFar) {
    long weight = 0;
    for (Outcome<NewMail> one : soFar) {
      switch (one) {
        case Outcome.Success<NewMail>(NewMail mail) -> weight += mail.weight();
        case Outcome.Failure<NewMail>(Failure f) when !f.code().definitive() -> throw f;
        case Outcome.Failure<NewMail> refused -> weight += 0;
      }
    }
    if (weight > MAX_TOGETHER) {
      throw Failure.invalid("/to", "holds too many recipients for a mail of this size");
    }
  }

  private static Recipient recipient(Doc to) {
    try {
      return Json.read(Json.bytes(to), Recipient.class);
    } catch (Failure failure) {
      throw failure.within("/to");
    }
  }

  private AcceptMail mailTo(Doc to) {
    Map<String, Object> fields = new LinkedHashMap<>(request.mail().members());
    fields.put("to", to.value());
    return Json.read(Json.bytes(fields), AcceptMail.class);
  }
}
