/** Mail as bytes: headers, encodings, parts, signatures (RFC 5322, 2045 to 2047, 2231, 6376). */
@NullMarked
package dev.carillon.notifier.mime;

import org.jspecify.annotations.NullMarked;
