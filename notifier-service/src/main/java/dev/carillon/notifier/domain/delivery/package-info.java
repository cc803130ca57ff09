/**
 * A mail on its way out: what a worker hands to a mailer and what it hears back. Values and ports
 * only.
 */
@NullMarked
package dev.carillon.notifier.domain.delivery;

import org.jspecify.annotations.NullMarked;
