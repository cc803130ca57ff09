/**
 * Rows of MySQL, MariaDB and PostgreSQL. Only statements that read may enter, and this is the one
 * room of the commands that touches a SQL client.
 */
@NullMarked
package dev.carillon.launcher.imports.database;

import org.jspecify.annotations.NullMarked;
