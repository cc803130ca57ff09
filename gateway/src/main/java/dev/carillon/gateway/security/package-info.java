/**
 * Who may use the gateway: API keys, roles, limits per key, allowed origins. It knows no route and
 * no contract.
 */
@NullMarked
package dev.carillon.gateway.security;

import org.jspecify.annotations.NullMarked;
