/** What the primitives of the async toolkit cost, with JMH. */
@NullMarked
package dev.carillon.bench.toolkit;

import org.jspecify.annotations.NullMarked;
