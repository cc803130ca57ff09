package dev.carillon.gateway.ws;

import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.socket.Incoming;

/** One client's side of plain mode: what it says, all hear. */
final class PlainTalk implements Incoming {
  private final Hub hub;
  private final Session session;
  private final boolean maySpeak;

  /**
   * A plain client.
   *
   * @param maySpeak or it may only listen
   */
  PlainTalk(Hub hub, Session session, boolean maySpeak) {
    this.hub = hub;
    this.session = session;
    this.maySpeak = maySpeak;
  }

  @Override
  public void onText(String text) {
    if (maySpeak) {
      hub.say(text);
    } else {
      session.close(CloseReason.FORBIDDEN, "to speak needs the role writer");
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
