/**
 * What answers the contracts of users-service on the bus, and where its events go. Calls become
 * actors and idempotency keys here; the domain may enter, SQL and stores may not.
 */
@NullMarked
package dev.carillon.users.api;

import org.jspecify.annotations.NullMarked;
