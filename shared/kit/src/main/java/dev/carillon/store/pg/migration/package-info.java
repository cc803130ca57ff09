/**
 * Whether a schema has its present form. Scripts and the rows that Flyway leaves of them may enter;
 * how it comes there is not known here.
 */
@NullMarked
package dev.carillon.store.pg.migration;

import org.jspecify.annotations.NullMarked;
