/**
 * Settings before anything starts: that all of them can be used, that ports are free, and the keys
 * of a local installation. What a service makes of its settings stays in the service.
 */
@NullMarked
package dev.carillon.launcher.settings;

import org.jspecify.annotations.NullMarked;
