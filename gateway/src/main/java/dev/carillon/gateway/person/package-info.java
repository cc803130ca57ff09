/**
 * The routes of what is kept of a person and of who was erased. What puts the answers of the
 * services together may enter; what is kept where is theirs.
 */
@NullMarked
package dev.carillon.gateway.person;

import org.jspecify.annotations.NullMarked;
