/**
 * Whether a server gets mail at the moment: its pauses and limits, its rests, and what its refusals
 * say. Only decisions about one server on one context: no connection and no command.
 */
@NullMarked
package dev.carillon.notifier.smtp.standing;

import org.jspecify.annotations.NullMarked;
