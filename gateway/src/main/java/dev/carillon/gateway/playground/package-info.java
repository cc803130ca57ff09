/**
 * The paths of the asyncio guide and the demo upstream that they ask. Demonstrations only: nothing
 * outside may depend on it but the wiring.
 */
@NullMarked
package dev.carillon.gateway.playground;

import org.jspecify.annotations.NullMarked;
