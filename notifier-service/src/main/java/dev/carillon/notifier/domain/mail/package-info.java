/**
 * A mail as it is accepted, and the port to the tables that hold it. Values and ports only: no
 * Vert.x client, no bus, no SQL.
 */
@NullMarked
package dev.carillon.notifier.domain.mail;

import org.jspecify.annotations.NullMarked;
