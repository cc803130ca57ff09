/**
 * Tokens and tickets of end users at the gateway: what is shown is checked by public keys and
 * revocations that users-service tells, dropped within a second of its end; and the routes that ask
 * for new ones. No private key enters; what a token's holder may do is decided elsewhere.
 */
@NullMarked
package dev.carillon.gateway.tokens;

import org.jspecify.annotations.NullMarked;
