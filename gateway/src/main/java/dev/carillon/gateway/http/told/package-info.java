/**
 * What a route tells of itself, for whoever describes the API. What is told here is held to: a
 * header that a route does not tell of cannot be read by it. Nothing of a router may enter.
 */
@NullMarked
package dev.carillon.gateway.http.told;

import org.jspecify.annotations.NullMarked;
