/** The routes of notifications: paths, parameters and bodies; who may what is the service's. */
@NullMarked
package dev.carillon.gateway.notifications;

import org.jspecify.annotations.NullMarked;
