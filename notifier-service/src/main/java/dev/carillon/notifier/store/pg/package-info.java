/** Mail, leases, outcomes and broadcasts on PostgreSQL. */
@NullMarked
package dev.carillon.notifier.store.pg;

import org.jspecify.annotations.NullMarked;
