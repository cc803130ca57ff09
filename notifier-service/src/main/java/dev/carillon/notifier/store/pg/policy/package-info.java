/** Templates, suppressions and pauses on PostgreSQL. */
@NullMarked
package dev.carillon.notifier.store.pg.policy;

import org.jspecify.annotations.NullMarked;
