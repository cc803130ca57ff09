/**
 * The product under attack, as a process of its own, and what can be seen of it from outside: the
 * heap, the kernel's tables, its output, and how long others wait for it. Nothing of its code may
 * enter.
 */
@NullMarked
package dev.carillon.bench.abuse.product;

import org.jspecify.annotations.NullMarked;
