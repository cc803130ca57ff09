/**
 * What goes wrong on purpose, each trouble a class. A trouble strikes from outside and says so to
 * the\n * history; it never touches a row of the product.
 */
@NullMarked
package dev.carillon.bench.chaos.trouble;

import org.jspecify.annotations.NullMarked;
