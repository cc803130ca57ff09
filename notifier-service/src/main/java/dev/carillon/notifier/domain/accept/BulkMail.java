package dev.carillon.notifier.domain.accept;

import dev.carillon.async.task.Outcome;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.MailOutcome;
import dev.carillon.contract.mail.MailOutcomes;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.domain.mail.NewMail;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The mails of a mail to many.
 *
 * @param mails for each recipient a mail, or what is wrong with the recipient
 */
public record BulkMail(List<Outcome<NewMail>> mails) {
  public BulkMail {
    mails = List.copyOf(mails);
  }

  /** The mails to be stored. */
  public List<NewMail> good() {
    List<NewMail> good = new ArrayList<>();
    for (Outcome<NewMail> mail : mails) {
      if (mail instanceof Outcome.Success<NewMail>(NewMail value)) {
        good.add(value);
      }
    }
    return good;
  }

  /**
   * The answer to the request.
   *
   * @param accepted one for each of {@link #good}, in their order
   */
  public MailOutcomes outcomes(List<Accepted> accepted) {
    Iterator<Accepted> answers = accepted.iterator();
    List<MailOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < mails.size(); i++) {
      outcomes.add(
          switch (mails.get(i)) {
            case Outcome.Success<NewMail> s -> new MailOutcome(i, answers.next(), null, null, null);
            case Outcome.Failure<NewMail>(Throwable cause) -> failed(i, cause);
          });
    }
    return new MailOutcomes(accepted.size(), mails.size() - accepted.size(), outcomes, false);
  }

  private static MailOutcome failed(int index, Throwable cause) {
    return cause instanceof Failure f
        ? new MailOutcome(index, null, f.code().label(), f.message(), f.details())
        : new MailOutcome(index, null, "internal", "An internal fault", null);
  }
}
