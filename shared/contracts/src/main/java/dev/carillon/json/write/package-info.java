/**
 * JSON of the answers that are asked for most, written without reflection: {@link
 * dev.carillon.json.write.JsonOut} and the records that know how to write themselves. Only what a
 * profile shows to be hot enters; all else is written by {@link dev.carillon.json.Json}.
 */
@NullMarked
package dev.carillon.json.write;

import org.jspecify.annotations.NullMarked;
