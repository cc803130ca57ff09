/**
 * What all attacks have in common: what one is, how large it is, what it found. Attacks themselves
 * stand in rooms of their own.
 */
@NullMarked
package dev.carillon.bench.abuse.attack;

import org.jspecify.annotations.NullMarked;
