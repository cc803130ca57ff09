package dev.carillon.users.api.planted;

/** What a store must not know. */
public final class AnEndpoint {}
