package dev.carillon.failure;

/**
 * One thing that is wrong with one field.
 *
 * @param pointer where: a JSON pointer such as {@code /to/email}, or the name of a parameter or
 *     header
 * @param detail what is wrong with it, for a reader
 */
public record FieldError(String pointer, String detail) {}
