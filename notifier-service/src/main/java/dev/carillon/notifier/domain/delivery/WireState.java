package dev.carillon.notifier.domain.delivery;

import dev.carillon.notifier.domain.trace.MailTrace;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far an attempt came on the wire. The sender notes it, and a mail can be cancelled until its
 * first byte is written. One context only.
 */
public final class WireState {
  private final BooleanSupplier mayBegin;
  private final BooleanSupplier mayArrive;
  private final MailTrace trace;
  private Phase phase = Phase.CONNECT;
  private boolean calledBack;
  private @Nullable String server;

  /** For one attempt that may begin at any time, whose times nobody wants to know. */
  public WireState() {
    this(() -> true, () -> 0);
  }

  /**
   * For one attempt, which is about to begin, and which may arrive however long it takes.
   *
   * @param mayBegin asked right before the first byte is written: false once it is too late
   * @param nanos a monotonic clock
   */
  public WireState(BooleanSupplier mayBegin, LongSupplier nanos) {
    this(mayBegin, () -> true, nanos);
  }

  /**
   * For one attempt, which is about to begin.
   *
   * @param mayArrive asked right before the content is written: false once another process may be
   *     sending it
   */
  public WireState(BooleanSupplier mayBegin, BooleanSupplier mayArrive, LongSupplier nanos) {
    this.mayBegin = mayBegin;
    this.mayArrive = mayArrive;
    this.trace = new MailTrace(nanos);
  }

  /** What was said so far, and when. */
  public MailTrace trace() {
    return trace;
  }

  /**
   * The same as it is stored.
   *
   * @param recipient of the mail
   * @param verdict what was said last to a mail that was sent; null of another
   */
  public String trace(long worker, String recipient, @Nullable String verdict) {
    return trace.text(worker, server, recipient, verdict);
  }

  /** Notes which server it is sent through from now on. */
  public void through(String name) {
    server = name;
  }

  /** The server that it is sent through; null before that is known. */
  public @Nullable String server() {
    return server;
  }

  /** The phase that was reached. */
  public Phase phase() {
    return phase;
  }

  /**
   * Cancels the mail.
   *
   * @return false if it is on the wire already
   */
  public boolean callBack() {
    calledBack |= phase == Phase.CONNECT;
    return calledBack;
  }

  /** Whether it will not be sent from here. */
  public boolean isCalledBack() {
    return calledBack;
  }

  /**
   * Asked right before the first byte of {@code MAIL FROM} is written.
   *
   * @return false if the mail was cancelled, or may not begin any more: then it must not be sent
   */
  public boolean enterWire() {
    return enterWire(List.of());
  }

  /**
   * The same on a connection that was opened for this mail.
   *
   * @param opened what was said then, the greeting first; empty if it was open
   */
  public boolean enterWire(List<MailTrace.Step> opened) {
    calledBack |= !mayBegin.getAsBoolean();
    if (!calledBack) {
      phase = Phase.MAIL;
      trace.begins(opened);
    }
    return !calledBack;
  }

  /**
   * Asked right before the content is written, whose end is the final dot: until then the server
   * has nothing, and after it nobody can take it back.
   *
   * @return false if another process may be sending it by now: then the server must not get it
   */
  public boolean enterContent() {
    calledBack |= !mayArrive.getAsBoolean();
    if (!calledBack) {
      phase = Phase.DOT;
    }
    return !calledBack;
  }

  /** Notes a phase. */
  public void reached(Phase now) {
    phase = now;
  }
}
