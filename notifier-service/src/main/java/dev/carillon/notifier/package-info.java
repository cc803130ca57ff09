/** notifier-service: the verticle, its settings and its wiring. */
@NullMarked
package dev.carillon.notifier;

import org.jspecify.annotations.NullMarked;
