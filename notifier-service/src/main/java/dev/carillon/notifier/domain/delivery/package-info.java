/**
 * What is between the worker, which holds leased mail, and a mailer, which sends it. Values and
 * ports only: no decision about what happens to a mail (that is {@code domain.queue}) and no
 * protocol.
 */
@NullMarked
package dev.carillon.notifier.domain.delivery;

import org.jspecify.annotations.NullMarked;
