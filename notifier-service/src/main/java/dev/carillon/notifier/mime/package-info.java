/**
 * Mail as bytes: headers, encodings, parts, signatures (RFC 5322, 2045 to 2047, 2231, 6376). Only
 * pure functions of a mail: no I/O, no clock and no random numbers, so that every attempt sends the
 * same bytes.
 */
@NullMarked
package dev.carillon.notifier.mime;

import org.jspecify.annotations.NullMarked;
