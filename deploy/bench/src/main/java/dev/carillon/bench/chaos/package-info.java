/**
 * {@code carillon chaos}: real processes, a real PostgreSQL and hostile SMTP servers, struck at
 * random while mail comes in. Only the plan, the run and its command stand here.
 */
@NullMarked
package dev.carillon.bench.chaos;

import org.jspecify.annotations.NullMarked;
