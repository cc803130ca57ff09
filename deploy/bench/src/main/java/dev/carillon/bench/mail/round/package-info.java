/**
 * Rounds: how they follow each other, how they load a contestant, what they cost. Knows no
 * contestant but by its interface.
 */
@NullMarked
package dev.carillon.bench.mail.round;

import org.jspecify.annotations.NullMarked;
