/** Attacks over WebSockets: who subscribes too much, does not read, or breaks the protocol. */
@NullMarked
package dev.carillon.bench.abuse.attack.live;

import org.jspecify.annotations.NullMarked;
