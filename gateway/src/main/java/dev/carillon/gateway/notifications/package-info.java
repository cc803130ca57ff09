/**
 * The routes of notifications: paths, parameters and bodies. Who may do what is for the service to
 * say, and does not enter.
 */
@NullMarked
package dev.carillon.gateway.notifications;

import org.jspecify.annotations.NullMarked;
