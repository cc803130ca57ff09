/** How far an import has come, on the disk. Only positions, counts and errors may enter. */
@NullMarked
package dev.carillon.launcher.imports.journal;

import org.jspecify.annotations.NullMarked;
