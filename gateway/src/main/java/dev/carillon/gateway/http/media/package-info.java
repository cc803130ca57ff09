/**
 * Media types and codings of bodies and answers. Only what reads the headers of a request, or packs
 * bytes, may enter.
 */
@NullMarked
package dev.carillon.gateway.http.media;

import org.jspecify.annotations.NullMarked;
