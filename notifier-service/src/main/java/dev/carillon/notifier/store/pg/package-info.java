/**
 * What the rooms of the schema {@code notifier} have in common: the codes of a mail's states, and
 * connections behind a bulkhead. Only what two of these rooms must agree on may enter.
 */
@NullMarked
package dev.carillon.notifier.store.pg;

import org.jspecify.annotations.NullMarked;
