package dev.carillon.gateway.security;

import dev.carillon.request.Role;

/**
 * The holder of an API key.
 *
 * @param name the key's name, for the audit
 */
public record Caller(String name, Role role) {}
