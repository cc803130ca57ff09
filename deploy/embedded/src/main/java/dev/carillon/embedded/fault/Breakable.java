package dev.carillon.embedded.fault;

/**
 * Something about a server that can be broken, and be whole again.
 *
 * @param name in small letters, digits and dashes
 * @param what it does, a sentence for people
 * @param begin breaks it; may block for a moment
 * @param end makes it whole; may block for a moment, and may be called twice
 */
public record Breakable(String name, String what, Runnable begin, Runnable end) {}
