/**
 * What users-service decides, and the ports of what it needs: who must name a version, what an
 * erasure reaches, how a batch is done. Plain data of the contracts, actors and idempotency keys
 * may enter; no bus, no call, no database client.
 */
@NullMarked
package dev.carillon.users.domain;

import org.jspecify.annotations.NullMarked;
