/**
 * Where text from outside becomes a value: ids, numbers, times, durations, language tags, UTF-8.
 * One parser for each, one spelling for each value that names something; nothing here knows JSON,
 * HTTP or a message, and nothing else in the product parses what a stranger wrote.
 */
@NullMarked
package dev.carillon.text;

import org.jspecify.annotations.NullMarked;
