/**
 * The one strict JSON reader and writer, and {@link dev.carillon.json.Doc}, an immutable JSON
 * value.
 */
@NullMarked
package dev.carillon.json;

import org.jspecify.annotations.NullMarked;
