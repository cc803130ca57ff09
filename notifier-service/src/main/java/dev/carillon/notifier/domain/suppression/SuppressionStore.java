package dev.carillon.notifier.domain.suppression;

import dev.carillon.contract.Answered;
import dev.carillon.contract.suppressions.ListSuppressions;
import dev.carillon.contract.suppressions.Pause;
import dev.carillon.contract.suppressions.Pauses;
import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.contract.suppressions.Suppression;
import dev.carillon.contract.suppressions.SuppressionPage;
import dev.carillon.request.Actor;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Who gets no mail, and which mail is held. */
public interface SuppressionStore {
  /** Adds an address, or changes its reason. Under a key once, as every write that takes one. */
  Future<Answered<Suppression>> add(Suppress request, Actor by, @Nullable IdempotencyKey key);

  /** Adds what a link asks for; where there is such a suppression already, it stays as it is. */
  Future<Void> unsubscribe(Suppress link);

  /**
   * Takes back what a link has asked for. CONFLICT where there is such a suppression that no link
   * has made, or one of all mail to the address: they are not the recipient's.
   */
  Future<Void> resubscribe(Suppress link);

  /** Whether an address gets no mail of a topic at present. */
  Future<Boolean> isUnsubscribed(Suppress link);

  /** Takes an address off, which is remembered. NOT_FOUND. */
  Future<Void> remove(Suppress request, Actor by);

  /** Lists them, or those that have ended. */
  Future<SuppressionPage> list(ListSuppressions request);

  /** Pauses mail of a template, or all mail. */
  Future<Answered<Pauses>> pause(Pause request, Actor by, @Nullable IdempotencyKey key);

  /**
   * Ends a pause: mail held for this alone is due at once, as far as it is not too much; the rest
   * becomes due in pieces by {@link #release}, which is certain when this succeeds.
   */
  Future<Pauses> resume(Pause request, Actor by);

  /** Lets go a piece of what ended pauses have held; true if there may be more. */
  Future<Boolean> release();

  /** The pauses. */
  Future<Pauses> pauses();

  /** The secret that signs the links in mails. */
  Future<byte[]> linkSecret();
}
