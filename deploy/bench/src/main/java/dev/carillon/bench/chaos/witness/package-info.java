/**
 * What the harness itself knows: its clock, its own stalls, what it did to whom and when, and a
 * look\n * into the tables from outside. Nothing that the product says about itself may excuse it.
 */
@NullMarked
package dev.carillon.bench.chaos.witness;

import org.jspecify.annotations.NullMarked;
