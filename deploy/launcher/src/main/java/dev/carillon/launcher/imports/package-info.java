/**
 * Brings users in from elsewhere, so that each row is in once, however often the import is ended
 * and begun again. Only rows of a source and answers of the API may enter; how a source is read is
 * in the rooms inside.
 */
@NullMarked
package dev.carillon.launcher.imports;

import org.jspecify.annotations.NullMarked;
