/**
 * How much one key, one address and all of them together may have at a time. Only counts and what
 * follows when they are full may enter; who somebody is, is decided before.
 */
@NullMarked
package dev.carillon.gateway.limits;

import org.jspecify.annotations.NullMarked;
