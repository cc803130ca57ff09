/** Messages that several services share. */
@NullMarked
package dev.carillon.contract;

import org.jspecify.annotations.NullMarked;
