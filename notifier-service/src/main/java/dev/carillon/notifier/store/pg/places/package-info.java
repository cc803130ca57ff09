/**
 * Where mail of a state is found without looking at any other. Texts of statements only; what they
 * find is read elsewhere.
 */
@NullMarked
package dev.carillon.notifier.store.pg.places;

import org.jspecify.annotations.NullMarked;
