/**
 * What is said to live clients: messages of topics, their form on each kind of wire, and the turns
 * in which they go out. Bytes and names may enter, and the seat at which waiting bytes are counted;
 * it knows no client and no subscription.
 */
@NullMarked
package dev.carillon.gateway.ws.message;

import org.jspecify.annotations.NullMarked;
