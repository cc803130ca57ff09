/**
 * The queues that are compared: the product's, the table that is usually written, and one that
 * people use. What is measured of them is not their matter.
 */
@NullMarked
package dev.carillon.bench.mail.queue;

import org.jspecify.annotations.NullMarked;
