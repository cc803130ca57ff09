package dev.carillon.notifier.domain.suppression;

import dev.carillon.contract.suppressions.ListSuppressions;
import dev.carillon.contract.suppressions.Pause;
import dev.carillon.contract.suppressions.Pauses;
import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.contract.suppressions.Suppression;
import dev.carillon.contract.suppressions.SuppressionPage;
import io.vertx.core.Future;

/** Who gets no mail, and which mail is held. */
public interface SuppressionStore {
  /** Adds an address, or changes its reason. */
  Future<Suppression> add(Suppress request);

  /** Takes an address off. NOT_FOUND. */
  Future<Void> remove(Suppress request);

  /** Lists them. */
  Future<SuppressionPage> list(ListSuppressions request);

  /** Pauses mail of a template, or all mail. */
  Future<Pauses> pause(Pause request);

  /** Ends a pause: mail held for this alone is due at once. */
  Future<Pauses> resume(Pause request);

  /** The pauses. */
  Future<Pauses> pauses();

  /** The secret that signs the links in mails. */
  Future<byte[]> linkSecret();
}
