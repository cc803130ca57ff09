/**
 * What the rooms of the schema {@code notifier} have in common: the codes of a mail's states,
 * connections behind a bulkhead, statements with named parameters. Only what two of these rooms
 * must agree on may enter.
 */
@NullMarked
package dev.carillon.notifier.store.pg;

import org.jspecify.annotations.NullMarked;
