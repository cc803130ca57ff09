/**
 * The routes that break this process on purpose, only where whoever started it allows that. They
 * ask no service: what is to be broken may be the way there.
 */
@NullMarked
package dev.carillon.gateway.faults;

import org.jspecify.annotations.NullMarked;
