package dev.carillon.embedded.fault;

import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.Session;

/** How an inbox answers: as servers do, unless it was broken on purpose. Thread-safe. */
public final class InboxManners {
  private static final Logger LOG = LoggerFactory.getLogger(InboxManners.class);
  private static final int TRANSIENT = 451;
  private static final int PERMANENT = 550;

  private volatile boolean refuses;
  private volatile boolean refusesForGood;
  private volatile boolean drops;

  /** Those of a server that is whole. */
  public InboxManners() {}

  /** What can be broken. */
  public List<Breakable> breakables() {
    return List.of(
        new Breakable(
            "smtp-451",
            "The SMTP server answers every mail with 451 and keeps none of it, as one does whose"
                + " disk is full: each is tried again by itself, after about a minute.",
            () -> refuses = true,
            () -> refuses = false),
        new Breakable(
            "smtp-550",
            "The SMTP server refuses every mail for good, with 550 after it was written: each becomes a"
                + " dead letter, which somebody must try again.",
            () -> refusesForGood = true,
            () -> refusesForGood = false),
        new Breakable(
            "smtp-drop-after-dot",
            "The SMTP server stores every mail, then closes the connection before it has said so:"
                + " whether the mail arrived is not known. Each is sent again some minutes"
                + " later, and arrives twice then.",
            () -> drops = true,
            () -> drops = false));
  }

  /** Called before a mail is stored. */
  public void beforeStoring(MessageContext context) throws RejectException {
    if (refuses) {
      throw notNow(context, "4.3.2 Told to refuse mail for a while");
    }
    if (refusesForGood) {
      throw refusal(context, PERMANENT, "5.1.1 Told to refuse mail for good");
    }
  }

  /** The refusal of a mail that may be sent again. */
  public static RejectException notNow(MessageContext context, String why) {
    return refusal(context, TRANSIENT, why);
  }

  /** The library would not end its transaction, and refuse what comes next on the connection. */
  private static RejectException refusal(MessageContext context, int code, String why) {
    if (context instanceof Session session) {
      session.resetMailTransaction();
    }
    return new RejectException(code, why);
  }

  /** Called when a mail is stored, before the answer. */
  public void afterStoring(MessageContext context) {
    if (drops && context instanceof Session session) {
      try {
        session.closeSocket();
      } catch (IOException e) {
        LOG.debug("The connection was closed already", e);
      }
    }
  }
}
