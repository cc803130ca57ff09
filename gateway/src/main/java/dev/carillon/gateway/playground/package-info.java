/** The paths of the guide, and the upstream they ask. */
@NullMarked
package dev.carillon.gateway.playground;

import org.jspecify.annotations.NullMarked;
