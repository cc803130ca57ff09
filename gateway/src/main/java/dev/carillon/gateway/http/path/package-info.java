/**
 * Which entry of a table a path means, without asking each of them. Only paths and their parameters
 * may enter; what is done there is its user's.
 */
@NullMarked
package dev.carillon.gateway.http.path;

import org.jspecify.annotations.NullMarked;
