/**
 * Tokens that an application signs itself, as JWTs of its identity provider: whose they are by the
 * provider's published keys (JWKS), its name, an audience and an end. Who the user is here is asked
 * of users-service once per token; what it may do then is decided as for the product's own tokens.
 */
@NullMarked
package dev.carillon.gateway.jwt;

import org.jspecify.annotations.NullMarked;
