package dev.carillon.contract.mail;

import dev.carillon.failure.Checks;
import dev.carillon.json.Doc;
import java.util.List;

/**
 * One mail to many. Each recipient is checked by itself, so that a bad one does not hide the
 * others.
 *
 * @param to 1 to {@value #MAX} recipients, as {@link Recipient}
 * @param mail the rest of the mail, as {@link AcceptMail} without {@code to}
 */
public record AcceptMails(List<Doc> to, @Doc.AsWritten Doc mail) {
  /** The most recipients. */
  public static final int MAX = 1_000;

  public AcceptMails {
    Checks.start().present("/to", to).present("/mail", mail).verify();
    Checks.start()
        .items("/to", to, 1, MAX, "must hold 1 to " + MAX + " recipients")
        .noNulls("/to", to, "must not hold null")
        .that(!mail.members().containsKey("to"), "/mail/to", "belongs beside mail, not in it")
        .verify();
    to = List.copyOf(to);
  }
}
