package dev.carillon.notifier.api.planted;

/** What a store must not know. */
public final class AnEndpoint {}
