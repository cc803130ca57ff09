/**
 * Error responses (RFC 9457) and the mapping of failure codes to HTTP statuses. Nothing else may
 * write an error response or know these numbers.
 */
@NullMarked
package dev.carillon.gateway.http.problem;

import org.jspecify.annotations.NullMarked;
