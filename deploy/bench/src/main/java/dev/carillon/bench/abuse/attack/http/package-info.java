/** Attacks over HTTP: who holds too much, sends or reads too slowly, or has no key. */
@NullMarked
package dev.carillon.bench.abuse.attack.http;

import org.jspecify.annotations.NullMarked;
