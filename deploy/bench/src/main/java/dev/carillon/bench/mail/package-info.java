/** The mail queue against the table that is usually written, and the SMTP leg alone. */
@NullMarked
package dev.carillon.bench.mail;

import org.jspecify.annotations.NullMarked;
