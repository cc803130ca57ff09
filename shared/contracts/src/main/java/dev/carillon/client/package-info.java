/** Clients in Java: the live one speaks to {@code /ws}. */
@NullMarked
package dev.carillon.client;

import org.jspecify.annotations.NullMarked;
