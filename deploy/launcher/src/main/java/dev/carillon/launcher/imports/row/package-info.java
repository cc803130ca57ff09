/**
 * What a source gives: rows, their order, and which of their columns are what. Nothing of the API
 * or of a certain kind of source may enter.
 */
@NullMarked
package dev.carillon.launcher.imports.row;

import org.jspecify.annotations.NullMarked;
