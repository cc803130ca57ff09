/**
 * How a request becomes mail: resolve whom it is for and what it says, decide once how it is
 * committed, commit. Decisions, and the ports that they need; other services and tables are reached
 * through ports alone.
 */
@NullMarked
package dev.carillon.notifier.domain.accept;

import org.jspecify.annotations.NullMarked;
