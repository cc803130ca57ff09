/**
 * The rows of the table that measure the queue itself, in this process. Each ends with its ledger
 * balanced, or says that it does not.
 */
@NullMarked
package dev.carillon.bench.mail.row;

import org.jspecify.annotations.NullMarked;
