/** Options that several benchmarks have. Only picocli mixins may enter. */
@NullMarked
package dev.carillon.bench.options;

import org.jspecify.annotations.NullMarked;
