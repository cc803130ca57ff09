/**
 * Input that makes output which is never read. Each attack is one kind of input; what they measure
 * is the same.
 */
@NullMarked
package dev.carillon.bench.abuse.attack.unread;

import org.jspecify.annotations.NullMarked;
