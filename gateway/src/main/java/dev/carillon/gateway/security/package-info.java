/** Who may come in: keys, roles, origins. */
@NullMarked
package dev.carillon.gateway.security;

import org.jspecify.annotations.NullMarked;
