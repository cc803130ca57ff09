/**
 * Mutual TLS between the members of a cluster: the files that they know one another by, and how the
 * sockets of the event bus come to use them and what replaces them. Only certificates, their checks
 * and the sockets of the event bus may enter.
 */
@NullMarked
package dev.carillon.bus.tls;

import org.jspecify.annotations.NullMarked;
