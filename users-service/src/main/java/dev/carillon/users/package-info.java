/**
 * users-service put together: the verticle, its settings, what starts in which order. Everything of
 * the service may enter here; nothing else may be found here.
 */
@NullMarked
package dev.carillon.users;

import org.jspecify.annotations.NullMarked;
