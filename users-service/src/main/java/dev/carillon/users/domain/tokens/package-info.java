/**
 * Tokens and tickets of end users: what one may say, how it is signed, and the port to where keys,
 * tickets and revocations lie. A private key enters here and the store, and leaves neither.
 */
@NullMarked
package dev.carillon.users.domain.tokens;

import org.jspecify.annotations.NullMarked;
