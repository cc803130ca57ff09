/**
 * {@code carillon users import}: what is typed becomes an import. Only options and what is said of
 * an import may enter; the work is in {@code launcher.imports}.
 */
@NullMarked
package dev.carillon.launcher.cli.imports;

import org.jspecify.annotations.NullMarked;
