/**
 * Whose connection it is: the address of a client, seen through the proxies that are trusted. Only
 * what reads addresses may enter; what is allowed to an address is decided elsewhere.
 */
@NullMarked
package dev.carillon.gateway.peer;

import org.jspecify.annotations.NullMarked;
