/**
 * The one strict JSON reader and writer, and {@link dev.carillon.json.Doc}, an immutable JSON
 * value. Nothing else in the product reads or writes JSON, and nothing here knows a message.
 */
@NullMarked
package dev.carillon.json;

import org.jspecify.annotations.NullMarked;
