/** The way out: SMTP behind {@code Mailer}. */
@NullMarked
package dev.carillon.notifier.smtp;

import org.jspecify.annotations.NullMarked;
