/**
 * Attackers' connections: bytes on sockets, written and read by hand. No client library may enter,
 * because it would hide what the server does.
 */
@NullMarked
package dev.carillon.bench.abuse.wire;

import org.jspecify.annotations.NullMarked;
