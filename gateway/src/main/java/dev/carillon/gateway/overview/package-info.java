/**
 * The figures of all processes at once: the books, and what each process has measured. What puts
 * them together enters, nothing that measures.
 */
@NullMarked
package dev.carillon.gateway.overview;

import org.jspecify.annotations.NullMarked;
