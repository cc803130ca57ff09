/**
 * What users-service answers about the tokens of end users. Records and holders of contracts only:
 * immutable, validated where they are made; a token's signature is in one answer alone, and the
 * private part of a key that signs them in none.
 */
@NullMarked
package dev.carillon.contract.tokens;

import org.jspecify.annotations.NullMarked;
