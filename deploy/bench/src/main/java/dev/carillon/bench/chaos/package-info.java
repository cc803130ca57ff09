/** Real processes, a real PostgreSQL and a hostile SMTP server, killed and restarted at random. */
@NullMarked
package dev.carillon.bench.chaos;

import org.jspecify.annotations.NullMarked;
