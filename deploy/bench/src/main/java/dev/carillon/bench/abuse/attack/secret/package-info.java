/** Secrets with a mark in them, and all that the product says, searched for the mark. */
@NullMarked
package dev.carillon.bench.abuse.attack.secret;

import org.jspecify.annotations.NullMarked;
