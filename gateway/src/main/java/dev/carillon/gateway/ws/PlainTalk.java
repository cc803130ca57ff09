package dev.carillon.gateway.ws;

import dev.carillon.failure.Failure;
import dev.carillon.gateway.limits.Admission;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.socket.Incoming;
import java.util.function.BooleanSupplier;

/** One client's side of plain mode: what it says, all hear. */
final class PlainTalk implements Incoming {
  private final Hub hub;
  private final Session session;
  private final Caller caller;
  private final Admission admission;
  private final BooleanSupplier maySpeak;

  /**
   * A plain client.
   *
   * @param admission each text counts among the requests of its key
   * @param maySpeak or it may only listen; asked each time, since rules change
   */
  PlainTalk(
      Hub hub, Session session, Caller caller, Admission admission, BooleanSupplier maySpeak) {
    this.hub = hub;
    this.session = session;
    this.caller = caller;
    this.admission = admission;
    this.maySpeak = maySpeak;
  }

  @Override
  public void onText(String text) {
    if (!maySpeak.getAsBoolean()) {
      session.close(CloseReason.FORBIDDEN, "to speak needs the role writer");
      return;
    }
    Runnable leave;
    try {
      leave = admission.enter(caller.name());
    } catch (Failure refused) { // there is no frame that could say so
      session.close(CloseReason.RATE_LIMITED, refused.message());
      return;
    }
    try {
      hub.say(text);
    } finally {
      leave.run();
    }
  }

  @Override
  public void onBinary() {
    session.close(CloseReason.BAD_FRAME, "binary messages are not of the protocol");
  }

  @Override
  public void onClosed() {
    hub.remove(session);
  }
}
