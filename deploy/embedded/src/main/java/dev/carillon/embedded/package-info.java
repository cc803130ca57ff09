/**
 * PostgreSQL, a MongoDB-compatible store and a mail inbox inside a JVM, and the folder and the
 * ports that they keep. For the launcher, the benchmarks and tests: nothing here knows a service or
 * its settings.
 */
@NullMarked
package dev.carillon.embedded;

import org.jspecify.annotations.NullMarked;
