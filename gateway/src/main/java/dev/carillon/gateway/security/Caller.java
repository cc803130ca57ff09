package dev.carillon.gateway.security;

import dev.carillon.request.Scopes;

/**
 * The holder of an API key.
 *
 * @param name the key's name, for the audit
 * @param scopes what it may do
 */
public record Caller(String name, Scopes scopes) {}
