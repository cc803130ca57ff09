/**
 * TLS of the gateway: certificate and key as PEM files, read again when they change. Only what
 * reads these files may enter.
 */
@NullMarked
package dev.carillon.gateway.tls;

import org.jspecify.annotations.NullMarked;
