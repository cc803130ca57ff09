/**
 * A mail as it is accepted, what stands against it, and the port that reads it. Values and ports
 * only: no Vert.x client, no bus, no SQL.
 */
@NullMarked
package dev.carillon.notifier.domain.mail;

import org.jspecify.annotations.NullMarked;
