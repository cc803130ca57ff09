/** users-service: the verticle, its settings and its wiring. */
@NullMarked
package dev.carillon.users;

import org.jspecify.annotations.NullMarked;
