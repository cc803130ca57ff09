/** The directory against handlers that ask PostgreSQL themselves. */
@NullMarked
package dev.carillon.bench.users;

import org.jspecify.annotations.NullMarked;
