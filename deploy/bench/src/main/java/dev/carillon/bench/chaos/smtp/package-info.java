/**
 * SMTP servers that behave badly on purpose and write down what became of each mail on each\n *
 * connection. What they saw is evidence; nothing of the product may enter.
 */
@NullMarked
package dev.carillon.bench.chaos.smtp;

import org.jspecify.annotations.NullMarked;
