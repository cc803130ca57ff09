/**
 * Rows of files, CSV and NDJSON. Only files that lie on this machine may enter: an import that goes
 * on reads them again.
 */
@NullMarked
package dev.carillon.launcher.imports.file;

import org.jspecify.annotations.NullMarked;
