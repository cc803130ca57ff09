/** The command that measures the mail queue. It chooses rows and makes what they need. */
@NullMarked
package dev.carillon.bench.mail;

import org.jspecify.annotations.NullMarked;
