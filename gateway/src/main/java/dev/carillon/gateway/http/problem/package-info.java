/** The only writer of error responses. */
@NullMarked
package dev.carillon.gateway.http.problem;

import org.jspecify.annotations.NullMarked;
