/** gateway: the verticle, its settings and its wiring. */
@NullMarked
package dev.carillon.gateway;

import org.jspecify.annotations.NullMarked;
