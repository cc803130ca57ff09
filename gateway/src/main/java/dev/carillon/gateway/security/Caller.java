package dev.carillon.gateway.security;

import dev.carillon.bus.Role;

/**
 * Who a key belongs to.
 *
 * @param name the key's name, for the audit
 */
public record Caller(String name, Role role) {}
