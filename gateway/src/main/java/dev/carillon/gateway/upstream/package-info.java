/** The way out to other HTTP servers. */
@NullMarked
package dev.carillon.gateway.upstream;

import org.jspecify.annotations.NullMarked;
